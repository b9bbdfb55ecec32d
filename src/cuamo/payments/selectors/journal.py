"""The journal and the trial balance, to be read and carried away."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path

import xlsxwriter
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from cuamo.kernel.clock import HANOI
from cuamo.payments.models import JournalEntry, Posting
from cuamo.payments.types import EntryKind, Side

BOM = "\ufeff"
HEADINGS = ("Lúc", "Loại", "Nguồn", "Tài khoản", "Nợ (₫)", "Có (₫)", "Khoản phải trả")
GROUPS = ("till", "postal")
"""Accounts of which there is one for every shift or operator; the trial balance shows them as one."""
_CHUNK = 2_000
_NUMBERED = ("gateway", "payout", "line")


@dataclass(frozen=True)
class Chosen:
    """Which part of the journal is asked for."""

    account: str = ""
    """An account, or the name of a group with a colon: `till:`."""
    day: date | None = None
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
        found = found.filter(booked_at__gte=first, booked_at__lt=first + timedelta(days=1))
    if chosen.source:
        heads = [""] if ":" in chosen.source else [f"{head}:" for head in _NUMBERED]
        found = found.filter(reduce(or_, (Q(source__startswith=f"{head}{chosen.source}") for head in heads)))
    if chosen.account:
        touched = Posting.objects.filter(_account(chosen.account), entry=OuterRef("pk"))
        found = found.filter(Exists(touched))
    return found


def trial_rows() -> list[TrialRow]:
    """Return debit and credit of every account and group, by name (bảng cân đối thử)."""
    sums: dict[str, tuple[int, int, int]] = {}
    debit, credit = Q(side=Side.DEBIT), Q(side=Side.CREDIT)
    rows = (
        Posting.objects.values("account")
        .order_by("account")
        .annotate(debit=Sum("amount_vnd", filter=debit), credit=Sum("amount_vnd", filter=credit))
    )
    for row in rows:
        name = _group(row["account"])
        count, debit_vnd, credit_vnd = sums.get(name, (0, 0, 0))
        sums[name] = (count + 1, debit_vnd + (row["debit"] or 0), credit_vnd + (row["credit"] or 0))
    return [TrialRow(name, *sums[name]) for name in sorted(sums)]


def csv_of(chosen: Chosen) -> Iterator[str]:
    """Walk the journal as CSV, oldest first: UTF-8 with a mark, a line for every posting."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(HEADINGS))
    for cells in _lines(chosen):
        yield str(writer.writerow([_harmless(cell) for cell in cells]))


def write_xlsx(chosen: Chosen, *, target: Path) -> int:
    """Write the journal as a workbook, line after line; return how many lines it holds."""
    with xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("So nhat ky")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(zip(HEADINGS, (20, 26, 46, 22, 16, 16, 38), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        number = 0
        for number, cells in enumerate(_lines(chosen), start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, money)
                elif cell:
                    sheet.write_string(number, column, cell)
    return number


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


def _group(account: str) -> str:
    head, mark, _ = account.partition(":")
    return f"{head}:" if mark and head in GROUPS else account
