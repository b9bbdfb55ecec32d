"""Cash between the till and the bank: what is in no bag yet, bags under way, differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Shift, Unit
from cuamo.payments.models import BaggedShift, CashBag, CashDifference, JournalEntry
from cuamo.payments.rules.day import begins
from cuamo.payments.selectors.books import balance_of, balances_of
from cuamo.payments.states import BAGS_ENDED, BagState
from cuamo.payments.types import Account

PAGE = 50
ON_THE_WAY = (BagState.GIVEN, BagState.TAKEN, BagState.TOLD)


@dataclass(frozen=True)
class Unbagged:
    """A closed shift whose money is in no bag."""

    shift: Shift
    amount_vnd: int

    @property
    def clerk_name(self) -> str:
        return self.shift.clerk.full_name


def shifts_to_bag(
    *,
    unit_code: str = "",
    counter_id: UUID | None = None,
    closed_before: datetime | None = None,
    not_taken_since: datetime | None = None,
    lock: bool = False,
    ids: Sequence[UUID] | None = None,
) -> list[Unbagged]:
    """Return closed shifts whose till still holds money, oldest first (ca còn tiền chưa vào túi).

    What was handed over waits for the next shift and is not among them, unless nobody took it over.

    Args:
        not_taken_since: hand-overs of shifts closed before this moment that nobody took are among them.
    """
    held = Q(cash_in_vnd__gt=0) | Q(difference_vnd__gt=0) | Q(taken_from__isnull=False)
    waits = Q(handover=None)
    if not_taken_since is not None:
        waits |= Q(handover__taken_at=None, closed_at__lt=not_taken_since)
    rows = Shift.objects.filter(held, waits, closed_at__isnull=False)
    rows = rows.exclude(id__in=BaggedShift.objects.values("shift_id"))
    if unit_code:
        rows = rows.filter(unit_code=unit_code)
    if counter_id is not None:
        rows = rows.filter(counter_id=counter_id)
    if closed_before is not None:
        rows = rows.filter(closed_at__lt=closed_before)
    if ids is not None:
        rows = rows.filter(id__in=ids)
    rows = rows.select_related("counter", "clerk").order_by("closed_at", "id")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = list(rows)
    balances = balances_of([Account.till(shift.id) for shift in found])
    held_now = [Unbagged(shift, balances.get(Account.till(shift.id), 0)) for shift in found]
    return [each for each in held_now if each.amount_vnd > 0]


def float_left_at(counter_id: UUID) -> int | None:
    """Return the money that stays in the drawer of a counter for the next shift, in đồng (tiền đầu ca).

    It is what the last shift counted, less what is in a bag or waits for one; None before the first shift.
    """
    last = Shift.objects.filter(counter_id=counter_id, closed_at__isnull=False, counted_vnd__isnull=False)
    shift = last.order_by("-closed_at", "-id").first()
    if shift is None or shift.counted_vnd is None or _before_bags(shift):
        return None
    bagged = BaggedShift.objects.filter(shift=shift).first()
    taken_out = bagged.amount_vnd if bagged is not None else max(0, balance_of(Account.till(shift.id)))
    return shift.counted_vnd - taken_out


def _before_bags(shift: Shift) -> bool:
    """Say whether nobody knows what stayed in the drawer: its cash left before there were bags."""
    return JournalEntry.objects.filter(source=f"till-before-bags:{shift.id}").exists()


def bag_of(bag_id: UUID) -> CashBag:
    """Return one bag.

    Raises:
        NotFound: there is none.
    """
    bag = CashBag.objects.filter(id=bag_id).first()
    if bag is None:
        raise NotFound("bag.unknown", "Không có túi tiền này.", "There is no such bag.")
    return bag


def bags_of_unit(unit_code: str, *, most: int = 50) -> list[CashBag]:
    """Return the newest bags of a point with their shifts (túi tiền của điểm)."""
    rows = CashBag.objects.filter(unit_code=unit_code).order_by("-packed_at", "-id")
    return list(rows.prefetch_related("shifts__shift__clerk", "shifts__shift__counter")[:most])


@dataclass(frozen=True)
class BagPage:
    """Bags of one page and where the next one begins."""

    rows: list[CashBag]
    next_after: str


def bags_page(*, done: bool, after: tuple[datetime, UUID] | None = None) -> BagPage:
    """Return one page of bags: under way oldest first, or at the bank newest first.

    Args:
        after: moment of packing and id of the last row of the page before.
    """
    rows = CashBag.objects.filter(state__in=BAGS_ENDED) if done else bags_under_way()
    if after is not None:
        side = "lt" if done else "gt"
        later = Q(**{f"packed_at__{side}": after[0]}) | Q(packed_at=after[0], **{f"id__{side}": after[1]})
        rows = rows.filter(later)
    order = ("-packed_at", "-id") if done else ("packed_at", "id")
    found = list(rows.order_by(*order)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return BagPage(found, f"{found[-1].packed_at.isoformat()}|{found[-1].id}" if more else "")


def bags_under_way() -> QuerySet[CashBag]:
    """Return every bag the bank has not confirmed, oldest first (túi tiền chưa vào ngân hàng)."""
    return CashBag.objects.exclude(state__in=BAGS_ENDED).order_by("packed_at", "id")


def bags_given_to(courier_id: str, unit_codes: Sequence[str]) -> list[CashBag]:
    """Return bags that wait for a courier's signature, and those the courier carries, oldest first."""
    waits = Q(state=BagState.GIVEN, unit_code__in=unit_codes)
    carried = Q(state__in=[BagState.TAKEN, BagState.TOLD], taken_by_id=courier_id)
    return list(CashBag.objects.filter(waits | carried).order_by("packed_at", "id"))


def bags_overdue(day: date) -> list[CashBag]:
    """Return sealed bags that should be at the bank by the close of the day and are not, oldest first.

    A bag is paid in on the working day after it was sealed.
    """
    office = current_calendar()
    worked = day
    while not office.is_working(worked):
        worked -= timedelta(days=1)
    waiting = CashBag.objects.filter(state__in=[BagState.SEALED, *ON_THE_WAY], sealed_at__lt=begins(worked))
    return list(waiting.order_by("sealed_at", "id"))


def open_differences() -> QuerySet[CashDifference]:
    """Return differences of cash nobody has closed, oldest first (chênh lệch tiền mặt)."""
    rows = CashDifference.objects.filter(closed_at=None)
    return rows.select_related("shift__counter", "bag").order_by("raised_at", "id")


def differences_owned_by(account_id: UUID | str) -> list[CashDifference]:
    """Return the open differences somebody has to explain, oldest first."""
    return list(open_differences().filter(owner_id=UUID(str(account_id)), explained_at=None))


def bag_sheet(bag: CashBag, *, printed_at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return the data of the slip that goes with a bag (phiếu túi tiền)."""
    unit = Unit.objects.filter(code=bag.unit_code).first()
    rows = bag.shifts.select_related("shift__clerk", "shift__counter").order_by("shift__closed_at", "id")
    return {
        "point_name": unit.name_vi if unit else bag.unit_code,
        "number": bag.number,
        "seal": bag.seal_number,
        "printed_at": f"{printed_at.astimezone(HANOI):%H:%M %d/%m/%Y}",
        "amount_vnd": bag.amount_vnd,
        "lines": [
            {
                "name": f"Quầy {row.shift.counter.number}, {row.shift.clerk.full_name}",
                "amount_vnd": row.amount_vnd,
            }
            for row in rows
        ],
        "packed_by": bag.packed_by_name,
        "sealed_by": bag.sealed_by_name,
        "reprint": reprint,
    }
