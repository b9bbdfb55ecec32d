"""When a place is open, days off included."""

from datetime import date, datetime, time, timedelta

from cuamo.appointments.rules.opening import Span, is_within, spans_on
from cuamo.kernel.clock import HANOI, to_hanoi
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind

LOOK_AHEAD = 30


def spans_of(unit: Unit, day: date) -> list[Span]:
    """Return when the place is open on `day`, Hanoi time; empty on days off (giờ mở cửa trong ngày)."""
    if not unit.is_open:
        return []
    kind = current_calendar().kind_of(day)
    return spans_on(unit.hours, day, kind, shop=unit.kind == UnitKind.AGENCY)


def is_open(unit: Unit, *, at: datetime) -> bool:
    """Return whether the place is open at `at`."""
    local = to_hanoi(at)
    return is_within(spans_of(unit, local.date()), local.time())


def closes(unit: Unit, *, at: datetime) -> str:
    """Return when the place closes, as `19:00`; empty when it is closed at `at`."""
    local = to_hanoi(at)
    ends = [end for start, end in spans_of(unit, local.date()) if start <= local.time() < end]
    return f"{ends[0]:%H:%M}" if ends else ""


def opens_next(unit: Unit, *, at: datetime) -> datetime | None:
    """Return when the place opens next after `at`; None when not within a month."""
    local = to_hanoi(at)
    for ahead in range(LOOK_AHEAD + 1):
        day = local.date() + timedelta(days=ahead)
        for start, _ in spans_of(unit, day):
            moment = at_time(day, start)
            if moment > local:
                return moment
    return None


def at_time(day: date, moment: time) -> datetime:
    """Return a day and a time of Hanoi as a moment."""
    return datetime.combine(day, moment, tzinfo=HANOI)
