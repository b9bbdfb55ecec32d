"""The journal and the trial balance, to be read and carried away."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path

import xlsxwriter
from django.db.models import Exists, OuterRef, Q, QuerySet
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cuamo.kernel.clock import HANOI
from cuamo.payments.models import JournalEntry, Posting
from cuamo.payments.selectors.closing import sums_now
from cuamo.payments.types import EntryKind, Side

BOM = "\ufeff"
HEADINGS = ("Lúc", "Loại", "Nguồn", "Tài khoản", "Nợ (₫)", "Có (₫)", "Khoản phải trả")
ON_A_SHEET = 1_000_000
"""Lines of one sheet; a sheet of a workbook ends at 1,048,576."""
_CHUNK = 2_000
_NUMBERED = ("gateway", "payout", "line")


@dataclass(frozen=True)
class Chosen:
    """Which part of the journal is asked for."""

    account: str = ""
    """An account, or the name of a group with a colon: `till:`."""
    day: date | None = None
    """The first day."""
    until: date | None = None
    """The last day; None for the first day alone."""
    source: str = ""
    """How the source begins: whole, or the number of a transaction, a payout or a line of the bank alone."""


@dataclass(frozen=True)
class TrialRow:
    """One account, or one group of accounts."""

    account: str
    accounts: int
    debit_vnd: int
    credit_vnd: int

    @property
    def balance_vnd(self) -> int:
        """Debit less credit."""
        return self.debit_vnd - self.credit_vnd

    @property
    def owed_vnd(self) -> int:
        """Credit less debit."""
        return self.credit_vnd - self.debit_vnd


def entries(chosen: Chosen) -> QuerySet[JournalEntry]:
    """Return entries with their postings; the page orders them, newest first (sổ nhật ký)."""
    found = JournalEntry.objects.prefetch_related("postings")
    if chosen.day is not None:
        first = datetime.combine(chosen.day, datetime.min.time(), tzinfo=HANOI)
        last = datetime.combine(chosen.until or chosen.day, datetime.min.time(), tzinfo=HANOI)
        found = found.filter(booked_at__gte=first, booked_at__lt=last + timedelta(days=1))
    if chosen.source:
        heads = [""] if ":" in chosen.source else [f"{head}:" for head in _NUMBERED]
        found = found.filter(reduce(or_, (Q(source__startswith=f"{head}{chosen.source}") for head in heads)))
    if chosen.account:
        touched = Posting.objects.filter(_account(chosen.account), entry=OuterRef("pk"))
        found = found.filter(Exists(touched))
    return found


def longer_than(chosen: Chosen, lines: int) -> bool:
    """True when this part of the journal has more lines than that; no further is counted."""
    found = Posting.objects.filter(entry__in=entries(chosen).prefetch_related(None))
    return found.values("id")[: lines + 1].count() > lines


def trial_rows() -> list[TrialRow]:
    """Return debit and credit of every account and group, by name (bảng cân đối thử)."""
    return [TrialRow(row.account, row.accounts, row.debit_vnd, row.credit_vnd) for row in sums_now()]


def csv_of(chosen: Chosen) -> Iterator[str]:
    """Walk the journal as CSV, oldest first: UTF-8 with a mark, a line for every posting."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(HEADINGS))
    for cells in _lines(chosen):
        yield str(writer.writerow([_harmless(cell) for cell in cells]))


def write_xlsx(chosen: Chosen, *, target: Path, on_a_sheet: int = ON_A_SHEET) -> int:
    """Write the journal as a workbook, line after line; return how many lines it holds.

    Args:
        on_a_sheet: lines of one sheet; what is more stands on the next one.
    """
    number = 0
    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet = _sheet(book, bold)
        for number, cells in enumerate(_lines(chosen), start=1):
            row = (number - 1) % on_a_sheet + 1
            if row == 1 and number > 1:
                sheet = _sheet(book, bold)
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell, money)
                elif cell:
                    sheet.write_string(row, column, cell)
    return number


def _sheet(book: xlsxwriter.Workbook, bold: Format) -> Worksheet:
    number = len(book.worksheets()) + 1
    sheet: Worksheet = book.add_worksheet(f"So nhat ky {number}" if number > 1 else "So nhat ky")
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate(zip(HEADINGS, (20, 26, 46, 22, 16, 16, 38), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    return sheet


class _Echo:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _lines(chosen: Chosen) -> Iterator[list[str | int]]:
    for entry in entries(chosen).order_by("booked_at", "id").iterator(chunk_size=_CHUNK):
        postings = sorted(entry.postings.all(), key=lambda leg: (leg.side != Side.DEBIT, leg.account))
        for leg in postings:
            debit = leg.amount_vnd if leg.side == Side.DEBIT else ""
            credit = leg.amount_vnd if leg.side == Side.CREDIT else ""
            yield [
                f"{entry.booked_at.astimezone(HANOI):%Y-%m-%d %H:%M:%S}",
                EntryKind(entry.kind).label,
                entry.source,
                leg.account,
                debit,
                credit,
                str(entry.request_id or ""),
            ]


def _harmless(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _account(name: str) -> Q:
    return Q(account__startswith=name) if name.endswith(":") else Q(account=name)
