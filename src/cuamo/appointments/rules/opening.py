"""When a place is open on a given day: its weekly hours, and the city's days off."""

from datetime import date, datetime, time

from cuamo.kernel.calendar import DayKind
from cuamo.organisation.rules.hours import DAYS, Hours

Span = tuple[time, time]


def spans_on(hours: Hours, day: date, kind: DayKind, *, shop: bool) -> list[Span]:
    """Return when a place is open on `day`, in local time, oldest span first; empty when it is closed.

    Args:
        hours: weekly opening hours.
        kind: what the calendar says of the day.
        shop: a place with shop hours (post office): swaps of working days do not move it, public holidays
            close it. An office is closed on days off that are worked later, and open on days worked instead.
    Law: public holidays, Labour Code 45/2019/QH14, art. 112; opening hours are reference data.
    """
    if kind is DayKind.HOLIDAY or (kind is DayKind.SWAP_OFF and not shop):
        return []
    spans = hours.get(DAYS[day.weekday()], ())
    if not spans and kind is DayKind.SWAP_WORK and not shop:
        spans = hours.get(DAYS[0], ())
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans]


def is_within(spans: list[Span], at: time) -> bool:
    """Return whether `at` lies in one of the spans; the closing moment itself is closed.

    Law: none.
    """
    return any(start <= at < end for start, end in spans)


def slots_of(spans: list[Span], *, minutes: int) -> list[time]:
    """Return the times that can be booked: every `minutes` from opening, none that would end after closing.

    Raises:
        ValueError: `minutes` is not a positive part of a day.
    Law: none; configuration.
    """
    if not 0 < minutes < 24 * 60:
        raise ValueError(f"minutes must be between 1 and a day, got {minutes}")
    found = []
    for start, end in spans:
        at, last = _minute(start), _minute(end)
        while at + minutes <= last:
            found.append(time(at // 60, at % 60))
            at += minutes
    return found


def may_book(starts_at: datetime, *, at: datetime, lead_minutes: int, days_ahead: int) -> bool:
    """Return whether a time may still, and already, be booked at `at`; both are local.

    Law: none; configuration.
    """
    ahead = (starts_at.date() - at.date()).days
    return (starts_at - at).total_seconds() >= lead_minutes * 60 and ahead <= days_ahead


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
