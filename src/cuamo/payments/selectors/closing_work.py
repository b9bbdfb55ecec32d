"""The nightly closing that does not agree, as work: since when, which accounts, by how much."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cuamo.kernel.clock import to_hanoi
from cuamo.payments.models import BooksClosing, ClosingFault

UNFINISHED_AFTER = timedelta(hours=3)
"""A closing that nobody has checked for so long was left by a night that broke off."""


@dataclass(frozen=True)
class Differs:
    """One account, or group of them, in đồng."""

    account: str
    closed_vnd: int
    """Balance the closing holds, debit minus credit."""
    journal_vnd: int
    """Balance of all entries up to the closing."""
    debit_vnd: int
    """How much more debit the closing holds than the entries."""
    credit_vnd: int
    counts: tuple[int, int] | None
    """How many accounts are in it: in the closing, and by the entries; None where it was not written down."""

    @property
    def difference_vnd(self) -> int:
        """Return by how much the closing is more than the entries."""
        return self.closed_vnd - self.journal_vnd


@dataclass(frozen=True)
class ClosingWork:
    """The last closing does not count: it differs, or its check was never finished."""

    night: date
    """Day in Hanoi on which it was made."""
    upto: int
    checked_at: datetime | None
    """When it was found to differ; None where the check broke off."""
    accounts: int
    rows: tuple[Differs, ...]
    good_at: datetime | None
    """When the last closing that agrees was made, which sums are built on; None before the first."""


def closing_work(*, at: datetime) -> ClosingWork | None:
    """Return the closing that waits for somebody (chốt sổ không khớp); None when the last one agrees.

    One that agrees later, the same or that of another night, ends the work by itself.
    """
    last = BooksClosing.objects.order_by("-upto").first()
    if last is None or last.verified_at is not None:
        return None
    fault = ClosingFault.objects.filter(closing=last).order_by("-found_at", "-id").first()
    if fault is None and at - last.closed_at < UNFINISHED_AFTER:
        return None
    good = BooksClosing.objects.filter(verified_at__isnull=False).order_by("-upto").first()
    return ClosingWork(
        night=to_hanoi(last.closed_at).date(),
        upto=last.upto,
        checked_at=fault.found_at if fault else None,
        accounts=fault.accounts if fault else 0,
        rows=tuple(_row(row) for row in fault.rows) if fault else (),
        good_at=good.closed_at if good else None,
    )


def _row(row: dict[str, object]) -> Differs:
    (debit, credit), (all_debit, all_credit) = _pair(row["closed"]), _pair(row["journal"])
    return Differs(
        account=str(row["account"]),
        closed_vnd=debit - credit,
        journal_vnd=all_debit - all_credit,
        debit_vnd=debit - all_debit,
        credit_vnd=credit - all_credit,
        counts=_pair(row["counts"]) if "counts" in row else None,
    )


def _pair(kept: object) -> tuple[int, int]:
    assert isinstance(kept, list), "written by the check"
    debit, credit = kept
    return int(debit), int(credit)
