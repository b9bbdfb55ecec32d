"""What happens to a finished dossier, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ANY, MONEY = "*", "$"
"""Match every field; match the vouchers of what was paid."""


@dataclass(frozen=True)
class Term:
    """One row of the retention table (bảng thời hạn bảo quản)."""

    code: str
    valid_from: date
    procedures: tuple[str, ...]
    fields: tuple[str, ...]
    years: int | None
    permanent: bool
    submit_within_months: int | None
    """Months after the end within which the archive gets it; None when it gets nothing."""
    confirmed: bool
    """Somebody in charge has said that this term is right."""


@dataclass(frozen=True)
class Fate:
    """The days that matter to one finished dossier; None where nothing happens by itself."""

    submit_from: date | None
    submit_by: date | None
    destroy_from: date | None


class Blocked(StrEnum):
    """Why a dossier is not destroyed."""

    HELD = "HELD"
    COMPLAINT = "COMPLAINT"
    DISPUTE = "DISPUTE"
    OPEN_WORK = "OPEN_WORK"
    UNCONFIRMED = "UNCONFIRMED"
    NOT_DUE = "NOT_DUE"
    NOT_ARCHIVED = "NOT_ARCHIVED"
    NOT_CLOSED = "NOT_CLOSED"


def term_for(terms: Iterable[Term], *, procedure: str, field: str, on: date) -> Term | None:
    """Return the row that counts: by procedure before field before all others, the newest in force `on`."""
    best: tuple[int, date] = (0, date.min)
    chosen = None
    for term in terms:
        weight = _weight(term, procedure, field)
        if weight and term.valid_from <= on and (weight, term.valid_from) > best:
            best, chosen = (weight, term.valid_from), term
    return chosen


def money_term(terms: Iterable[Term], *, on: date) -> Term | None:
    """Return the row for vouchers in force `on`."""
    rows = [term for term in terms if MONEY in term.fields and term.valid_from <= on]
    return max(rows, key=lambda term: term.valid_from, default=None)


def fate(
    ended_on: date, *, term: Term | None, complaint_days: int, money: Term | None = None, paid: bool = False
) -> Fate:
    """Return the days that matter to a dossier that ended on a day.

    It is submitted after the time for a complaint: then the file is whole. Retention counts full years from
    the end of the year in which it ended, the later of the two readings; where money was paid, not before
    the vouchers' term. A term that is permanent, unknown or unconfirmed never leads to destruction.

    Args:
        complaint_days: days within which a complaint may come.
        money: the vouchers' row; counts only if `paid`.
    Law: Law on Archives 33/2024/QH15; Law on Accounting 88/2015/QH13, art. 41.
    """
    if term is None:
        return Fate(None, None, None)
    within = term.submit_within_months
    start = ended_on + timedelta(days=complaint_days) if within is not None else None
    end = max(months_after(ended_on, within), start) if within is not None and start else None
    counted = [term, money] if paid else [term]
    return Fate(start, end, _destroy_from(ended_on, counted))


def blocks(
    found: Fate, *, today: date, archived: bool, closed: bool, holds: Sequence[Blocked] = ()
) -> list[Blocked]:
    """Return everything that stands against destroying the dossier today; empty when nothing does."""
    reasons = list(holds)
    if not closed:
        reasons.append(Blocked.NOT_CLOSED)
    if found.destroy_from is None:
        reasons.append(Blocked.UNCONFIRMED)
    elif today < found.destroy_from:
        reasons.append(Blocked.NOT_DUE)
    if found.submit_by is not None and not archived:
        reasons.append(Blocked.NOT_ARCHIVED)
    return reasons


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def _destroy_from(ended_on: date, terms: Sequence[Term | None]) -> date | None:
    years = []
    for term in terms:
        if term is None or term.permanent or term.years is None or not term.confirmed:
            return None
        years.append(term.years)
    return date(ended_on.year + max(years) + 1, 1, 1)


def _weight(term: Term, procedure: str, field: str) -> int:
    if procedure in term.procedures:
        return 3
    if field in term.fields:
        return 2
    return 1 if ANY in term.fields else 0
