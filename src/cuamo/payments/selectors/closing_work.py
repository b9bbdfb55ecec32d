"""The nightly closing that does not agree, or was not made, as work: since when and what differs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cuamo.kernel.clock import to_hanoi
from cuamo.payments.models import BooksClosing, ClosingFault
from cuamo.payments.selectors.closing import written_after

UNFINISHED_AFTER = timedelta(hours=3)
"""A closing that nobody has checked for so long was left by a night that broke off."""
MISSED_AFTER = timedelta(hours=36)
"""When the last closing that agrees is older than that, a night passed without one."""
_A_NIGHT = timedelta(hours=25)
"""An entry as old as that has seen the hour of a closing."""


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
    """No closing that counts was made of late: one differs, is not checked, or there is none."""

    night: date | None
    """Day in Hanoi on which it was made; None where none was made."""
    upto: int
    checked_at: datetime | None
    """When it was found to differ; None where the check broke off, or none was made."""
    accounts: int
    rows: tuple[Differs, ...]
    good_at: datetime | None
    """When the last closing that agrees was made, which sums are built on; None before the first."""


def closing_work(*, at: datetime) -> ClosingWork | None:
    """Return what waits for somebody (chốt sổ không khớp, chưa chốt); None when all is well.

    A difference that is known stands till a closing agrees, its own or a later one, which ends the work by
    itself. A closing that is being checked hides nothing.
    """
    good = last_good()
    upto = good.upto if good else 0
    fault = known_fault()
    if fault is not None:
        return _work(fault.closing, fault, good)
    last = BooksClosing.objects.filter(upto__gt=upto, verified_at=None).order_by("-upto").first()
    if last is not None and at - last.closed_at >= UNFINISHED_AFTER:
        return _work(last, None, good)
    late = good is None or at - good.closed_at >= MISSED_AFTER
    if late and written_after(upto, before=at - (_A_NIGHT if good else MISSED_AFTER)):
        return _work(None, None, good)
    return None


def known_fault() -> ClosingFault | None:
    """Return the newest check that did not agree, of a closing later than the last one that does."""
    good = last_good()
    later = ClosingFault.objects.filter(closing__upto__gt=good.upto if good else 0)
    return later.select_related("closing").order_by("-found_at", "-id").first()


def last_good() -> BooksClosing | None:
    """Return the last closing that agrees, which sums are built on; None before the first."""
    return BooksClosing.objects.filter(verified_at__isnull=False).order_by("-upto").first()


def closing_to_check() -> BooksClosing | None:
    """Return the newest closing after the last one that agrees; None where that one is the newest."""
    good = last_good()
    return BooksClosing.objects.filter(upto__gt=good.upto if good else 0).order_by("-upto").first()


def _work(closing: BooksClosing | None, fault: ClosingFault | None, good: BooksClosing | None) -> ClosingWork:
    return ClosingWork(
        night=to_hanoi(closing.closed_at).date() if closing else None,
        upto=closing.upto if closing else 0,
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
