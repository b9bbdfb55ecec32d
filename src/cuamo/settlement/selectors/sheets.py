"""A statement as the city's accounting sheet, CSV or XLSX, row after row without keeping them."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import xlsxwriter

from cuamo.delivery.states import Proof
from cuamo.settlement.rules.sheet import (
    AMOUNTS,
    Cell,
    cells_of,
    columns_for,
    for_operator,
    harmless,
    total_of,
)
from cuamo.settlement.selectors.statements import all_lines, told
from cuamo.settlement.types import Fault, LineKind, Payer, Service

BOM = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""
LABELS = {
    "kind": dict(LineKind.choices),
    "fault": dict(Fault.choices),
    "service": dict(Service.choices),
    "payer": dict(Payer.choices),
    "proof": dict(Proof.choices),
}


class _Echo:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def rows_of(statement_id: UUID, *, operator: bool = False) -> Iterator[list[Cell]]:
    """Walk the lines of a statement as cells, in the order things happened; the last row is their sum.

    Args:
        operator: the sheet is for the operator, who learns nothing of who is protected and why.
    """
    sums = [0] * len(AMOUNTS)
    for number, row in enumerate(all_lines(statement_id), start=1):
        if operator:
            row["words"], row["source"] = told(row["kind"], row["payer"], row["words"], row["source"])
        cells = cells_of(number, row, labels=LABELS)
        sums = [kept + int(str(cells[at])) for kept, at in zip(sums, AMOUNTS, strict=True)]
        yield for_operator(cells) if operator else cells
    yield for_operator(total_of(sums)) if operator else total_of(sums)


def csv_of(statement_id: UUID, *, operator: bool = False) -> Iterator[str]:
    """Walk the CSV of a statement: UTF-8 with a mark, one line of headings, days as 2026-10-31."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow([name for name, _ in columns_for(operator=operator)]))
    for cells in rows_of(statement_id, operator=operator):
        yield str(writer.writerow([_plain(cell) for cell in cells]))


def write_xlsx(
    statement_id: UUID,
    *,
    title: str,
    target: Path,
    operator: bool = False,
    note: str = "",
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the workbook of a statement to a file, row by row; return how many lines it holds.

    Args:
        note: what is said beneath the sums, of what the statement does not pay.
        progress: hears how many rows are written.
    """
    book = xlsxwriter.Workbook(
        str(target), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    money, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Quyết toán")
    columns = columns_for(operator=operator)
    for column, (_, width) in enumerate(columns):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 0)
    sheet.write_string(0, 0, title)
    for column, (name, _) in enumerate(columns):
        sheet.write_string(1, column, name, head)
    count = 0
    for count, cells in enumerate(rows_of(statement_id, operator=operator), start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(count + 1, column, cell, money if column else None)
            elif isinstance(cell, date):
                sheet.write_datetime(count + 1, column, cell, day)
            elif cell:
                sheet.write_string(count + 1, column, cell)
        if progress is not None:
            progress(count)
    if note:
        sheet.write_string(count + 3, 0, note)
    book.close()
    return count - 1


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else str(cell)
