"""What the books say of a till when a shift begins, ends, or is taken over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict
from cuamo.kernel.ids import uuid7
from cuamo.kernel.money import format_vnd
from cuamo.organisation.models import Handover, Shift
from cuamo.organisation.services.shift import open_shift
from cuamo.payments.models import CashDifference
from cuamo.payments.rules import legs
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.cash_bags import shifts_to_bag
from cuamo.payments.services.book import book
from cuamo.payments.states import CashCause
from cuamo.payments.types import Account, EntryKind


@transaction.atomic
def open_till(*, clerk: Actor, counter_id: UUID, float_vnd: int, at: datetime) -> Shift:
    """Open a shift at a counter whose till was emptied after the last day (mở ca). Records `shift.opened`.

    Raises:
        Conflict: money of an earlier day lies at the counter in no bag; or as `open_shift`.
        NotPermitted, NotFound, Invalid: as `open_shift`.
    """
    opened = open_shift(clerk=clerk, counter_id=counter_id, float_vnd=float_vnd, at=at)
    midnight = at.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0)
    left = shifts_to_bag(unit_code=opened.unit_code, counter_id=counter_id, closed_before=midnight)
    if left:
        first = left[0]
        raise Conflict(
            "till.overnight",
            f"Quầy này còn {format_vnd(first.amount_vnd)} của ca {first.clerk_name} từ hôm trước"
            " chưa vào túi. Cho tiền vào túi rồi mở ca.",
            f"{format_vnd(first.amount_vnd)} of an earlier day lies here in no bag. Bag it, then open.",
            where="counter",
            hint_vi="Mở «Túi tiền» ở trang kết ca.",
            hint_en="Open “Cash bags” on the page of shifts.",
        )
    return opened


@transaction.atomic
def book_count(*, shift: Shift, at: datetime) -> None:
    """Book what the count at the end of a shift found too much or too little; nothing when it fits.

    The clerk of the shift owns the difference, with the reason given at closing. Booked once.
    """
    difference_vnd = shift.difference_vnd or 0
    if not difference_vnd or CashDifference.objects.filter(shift=shift, cause=CashCause.COUNT).exists():
        return
    CashDifference.objects.create(
        id=uuid7(at),
        cause=CashCause.COUNT,
        shift=shift,
        unit_code=shift.unit_code,
        amount_vnd=difference_vnd,
        owner_id=shift.clerk_id,
        owner_name=shift.clerk.full_name,
        raised_at=at,
        explanation=shift.reason,
        explained_at=at,
    )
    book(
        kind=EntryKind.CASH_COUNT,
        source=f"count:{shift.id}",
        request_id=None,
        legs=legs.counted(till=Account.till(shift.id), difference_vnd=difference_vnd),
        at=at,
    )


@transaction.atomic
def pass_till(*, taken: Handover, at: datetime) -> None:
    """Book that the next shift holds what the last one left, and what it found otherwise. Booked once.

    Who gave owns a difference; the note of who took it is its first explanation.
    """
    assert taken.to_shift_id is not None
    giver = Account.till(taken.from_shift_id)
    found = legs.passed(
        giver=giver,
        taker=Account.till(taken.to_shift_id),
        given_vnd=balance_of(giver),
        difference_vnd=taken.difference_vnd,
    )
    if (
        not found
        or CashDifference.objects.filter(shift_id=taken.from_shift_id, cause=CashCause.HANDOVER).exists()
    ):
        return
    if taken.difference_vnd:
        CashDifference.objects.create(
            id=uuid7(at),
            cause=CashCause.HANDOVER,
            shift_id=taken.from_shift_id,
            unit_code=taken.unit_code,
            amount_vnd=taken.difference_vnd,
            owner_id=taken.given_by_id,
            owner_name=taken.given_by.full_name,
            raised_at=at,
            explanation=taken.note,
            explained_at=at,
        )
    book(
        kind=EntryKind.CASH_PASSED,
        source=f"passed:{taken.id}",
        request_id=None,
        legs=found,
        at=at,
    )
