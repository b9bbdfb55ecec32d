"""What the books say of a till when a shift begins, ends, or is taken over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.money import format_vnd
from cuamo.kernel.text import nfc
from cuamo.organisation.models import Handover, Shift
from cuamo.organisation.services.shift import open_shift
from cuamo.payments.models import CashDifference
from cuamo.payments.rules import legs
from cuamo.payments.rules.day import day_begins
from cuamo.payments.selectors.books import balance_of
from cuamo.payments.selectors.cash_bags import float_left_at, shifts_to_bag
from cuamo.payments.services.book import book
from cuamo.payments.services.cash_difference import MOST
from cuamo.payments.states import CashCause
from cuamo.payments.types import Account, EntryKind


@transaction.atomic
def open_till(*, clerk: Actor, counter_id: UUID, float_vnd: int, float_note: str = "", at: datetime) -> Shift:
    """Open a shift at a counter whose till was emptied after the last day (mở ca). Records `shift.opened`.

    Another float than the last shift left is a difference the clerk answers for; `float_note` is its first
    explanation. The float belongs to the operator and is in no book: only takings are booked. What the last
    shift paid out of the float goes on as a debt of the takings to the float.

    Raises:
        Conflict: money of an earlier day lies at the counter in no bag; or as `open_shift`.
        Invalid: the float is another one than was left and nothing says why; or as `open_shift`.
        NotPermitted, NotFound: as `open_shift`.
    """
    left_vnd = float_left_at(counter_id)
    opened = open_shift(clerk=clerk, counter_id=counter_id, float_vnd=float_vnd, at=at)
    left = shifts_to_bag(
        unit_code=opened.unit_code,
        counter_id=counter_id,
        closed_before=day_begins(at),
        not_taken_since=day_begins(at),
    )
    if left:
        raise _overnight(left[0].amount_vnd, left[0].clerk_name)
    if left_vnd is not None and left_vnd != float_vnd:
        _own_float(opened, float_vnd - left_vnd, words=float_note, at=at)
    _go_on_with_debt(opened, at)
    return opened


def _own_float(opened: Shift, difference_vnd: int, *, words: str, at: datetime) -> None:
    if not words.strip():
        left = format_vnd(opened.float_vnd - difference_vnd)
        raise Invalid(
            "till.float",
            f"Ca trước để lại {left} trong ngăn kéo. Ghi vì sao tiền đầu ca khác số này.",
            f"The last shift left {left} in the drawer. Say why the float is another amount.",
            where="float_note",
        )
    CashDifference.objects.create(
        id=uuid7(at),
        cause=CashCause.FLOAT,
        shift=opened,
        unit_code=opened.unit_code,
        amount_vnd=difference_vnd,
        owner_id=opened.clerk_id,
        owner_name=opened.clerk.full_name,
        raised_at=at,
        explanation=nfc(words).strip()[:MOST],
        explained_at=at,
    )


def _go_on_with_debt(opened: Shift, at: datetime) -> None:
    """A refund paid out of the float is made good by the next takings of the counter, and is never lost."""
    before = Shift.objects.filter(counter_id=opened.counter_id, closed_at__isnull=False)
    last = before.order_by("-closed_at", "-id").first()
    owed_vnd = balance_of(Account.till(last.id)) if last is not None else 0
    if last is None or owed_vnd >= 0:
        return
    book(
        kind=EntryKind.CASH_PASSED,
        source=f"float:{opened.id}",
        request_id=None,
        legs=legs.passed(
            giver=Account.till(last.id),
            taker=Account.till(opened.id),
            given_vnd=owed_vnd,
            difference_vnd=0,
        ),
        at=at,
    )


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

    Raises:
        Conflict: takings of an earlier day lie there in no bag.
    """
    assert taken.to_shift_id is not None
    _require_bagged(taken, at)
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


def _require_bagged(taken: Handover, at: datetime) -> None:
    """Takings go into a bag on their day: nobody takes them over on a later one."""
    shift = taken.from_shift
    held_vnd = balance_of(Account.till(shift.id))
    if shift.closed_at is not None and shift.closed_at < day_begins(at) and held_vnd > 0:
        raise _overnight(held_vnd, shift.clerk.full_name)


def _overnight(amount_vnd: int, clerk_name: str) -> Conflict:
    return Conflict(
        "till.overnight",
        f"Quầy này còn {format_vnd(amount_vnd)} của ca {clerk_name} từ hôm trước"
        " chưa vào túi. Cho tiền vào túi rồi mở ca.",
        f"{format_vnd(amount_vnd)} of an earlier day lies here in no bag. Bag it, then open.",
        where="counter",
        hint_vi="Mở «Túi tiền» ở trang kết ca.",
        hint_en="Open “Cash bags” on the page of shifts.",
    )
