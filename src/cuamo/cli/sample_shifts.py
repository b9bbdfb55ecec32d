"""The shifts of the sample clerks: one a day, counted to the đồng in the evening."""

from datetime import date, datetime, time, timedelta

from cuamo.cli.sample_cash import bag_cash
from cuamo.cli.sample_people import FIRST_AGENCY
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.shift import close_shift, open_shift
from cuamo.payments.selectors.books import cash_in_of

FLOAT_VND = 500_000
EVENING = time(19)


def take_seat(clerk: Actor, *, at: datetime) -> None:
    """Let the clerk sit at a counter of the agency that day, after closing what an earlier day left open."""
    shift = open_shift_of(clerk.id)
    if shift is not None and _day(shift.opened_at) < _day(at):
        _close(shift, clerk)
        shift = None
    if shift is None:
        counter = free_counters(clerk.unit_code).first()
        assert counter is not None
        open_shift(clerk=clerk, counter_id=counter.id, float_vnd=FLOAT_VND, at=at - timedelta(minutes=5))


def close_shifts(*, before: date, at: datetime) -> None:
    """Close every shift a sample clerk opened before the day; the agency of the tour is left alone."""
    left = Shift.objects.filter(closed_at=None).exclude(unit_code=FIRST_AGENCY).select_related("clerk")
    for shift in left:
        if _day(shift.opened_at) < before:
            _close(shift, actor_of(shift.clerk, at=at))


def leave_seat(clerk: Actor) -> None:
    """Close the clerk's shift, if one is open."""
    if (shift := open_shift_of(clerk.id)) is not None:
        _close(shift, clerk)


def _close(shift: Shift, clerk: Actor) -> None:
    taken = cash_in_of(shift.id)
    evening = datetime.combine(_day(shift.opened_at), EVENING, tzinfo=HANOI)
    closed = close_shift(
        shift_id=shift.id,
        clerk=clerk,
        counted_vnd=shift.float_vnd + taken,
        cash_in_vnd=taken,
        reason="",
        at=evening,
    )
    bag_cash(closed, clerk, at=evening)


def _day(moment: datetime) -> date:
    return moment.astimezone(HANOI).date()
