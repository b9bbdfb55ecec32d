"""The protocol of a day (biên bản đối soát) as a table for spreadsheet programs."""

import csv
import io

import xlsxwriter

from cuamo.payments.models import ReconciledDay, ReconciliationItem
from cuamo.payments.selectors.reconciliation import items_of, sums_of

BOM = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""
COLUMNS = (
    ("Loại chênh lệch", 34),
    ("Giao dịch, đợt, dòng", 26),
    ("Sổ (đồng)", 14),
    ("Cổng (đồng)", 14),
    ("Ngân hàng (đồng)", 16),
    ("Trạng thái", 18),
    ("Giải thích", 44),
    ("Kết quả", 44),
    ("Người đề nghị", 22),
    ("Người duyệt", 22),
)
Cell = str | int | None


def protocol_rows(items: list[ReconciliationItem]) -> list[list[Cell]]:
    """Return the differences of a day as rows."""
    return [
        [
            item.get_kind_display(),
            item.subject.partition(":")[2],
            item.ours_vnd,
            item.gateway_vnd,
            item.bank_vnd,
            item.get_state_display(),
            item.words,
            item.outcome,
            item.proposed_name,
            str(item.settled_by.get("name", "")),
        ]
        for item in items
    ]


def totals_of(kept: ReconciledDay) -> list[tuple[str, int]]:
    """Return what the three sides say of the day, in words and figures."""
    sums = sums_of(kept.day)
    said = [
        ("Sổ: số giao dịch", sums["ours"]["count"]),
        ("Sổ: số tiền", sums["ours"]["sum"]),
        ("Cổng: số giao dịch", sums["gateway"]["count"]),
        ("Cổng: số tiền", sums["gateway"]["sum"]),
        ("Cổng: phí", sums["gateway"]["fees"]),
        ("Ngân hàng: số dòng", sums["bank"]["count"]),
        ("Ngân hàng: tiền vào", sums["bank"]["into"]),
        ("Ngân hàng: tiền ra", sums["bank"]["out"]),
        ("Giao dịch khớp", kept.gateway_ticked),
        ("Dòng sổ phụ khớp", kept.bank_ticked),
    ]
    for side, name in (("gateway", "Số dư ở cổng"), ("bank", "Số dư ngân hàng")):
        figures = kept.figures.get(side)
        if figures:
            said += [(f"{name}, sổ", figures["ours"]), (f"{name}, bên ngoài", figures["theirs"])]
    return said


def protocol_csv(kept: ReconciledDay) -> str:
    """Return the protocol as CSV: UTF-8 with a mark, text that no program reads as a formula."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([name for name, _ in COLUMNS])
    for row in protocol_rows(items_of(kept.day)):
        lines.writerow([_harmless(cell) for cell in row])
    return BOM + out.getvalue()


def protocol_workbook(kept: ReconciledDay) -> bytes:
    """Return the protocol as XLSX: the sums of the day, then its differences."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    money, wrapped = book.add_format({"num_format": "#,##0"}), book.add_format({"text_wrap": True})
    sums = book.add_worksheet("Ba bên")
    sums.set_column(0, 0, 34)
    sums.set_column(1, 1, 18)
    sums.write_string(0, 0, f"Biên bản đối soát ngày {kept.day:%d/%m/%Y}", head)
    for place, (name, figure) in enumerate(totals_of(kept), start=1):
        sums.write_string(place, 0, name)
        sums.write_number(place, 1, figure, money)
    sheet = book.add_worksheet("Chênh lệch")
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for place, row in enumerate(protocol_rows(items_of(kept.day)), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(place, column, cell, money)
            elif cell:
                sheet.write_string(place, column, cell, wrapped)
    book.close()
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    """An apostrophe comes before a sign that would begin a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
