"""When a clock starts and when it ends: the five ways time limits are written."""

from datetime import datetime, time
from typing import NamedTuple

from cuamo.kernel.calendar.working import SAME_DAY_CUTOFF, WorkingCalendar


class Due(NamedTuple):
    """A clock: when it starts running and when it ends, in Hanoi time."""

    starts_at: datetime
    due_at: datetime


def due_after_hours(received_at: datetime, hours: int, *, calendar: WorkingCalendar) -> Due:
    """Return the clock of a limit in working hours (giờ làm việc).

    Raises:
        ValueError: `hours` is zero or less, `received_at` has no time zone, the end lies beyond the calendar.
    """
    if hours <= 0:
        raise ValueError(f"hours must be positive, got {hours}")
    starts_at, due_at = calendar.start_and_end(received_at, hours * 60)
    return Due(starts_at, due_at)


def due_after_days(received_at: datetime, days: float, *, calendar: WorkingCalendar) -> Due:
    """Return the clock of a limit in working days (ngày làm việc), each of 8 working hours, half of it 4.

    Raises:
        ValueError: as `due_after_hours`, or `days` is no whole number of half days.
    """
    if days <= 0:
        raise ValueError(f"days must be positive, got {days}")
    return Due(calendar.next_open(received_at), calendar.add_working_days(received_at, days))


def due_after_calendar_days(received_at: datetime, days: int, *, calendar: WorkingCalendar) -> Due:
    """Return the clock of a limit in calendar days (ngày), rolled forward to a working day.

    The day the clock starts is not counted: what arrives out of hours arrives at the next opening.

    Raises:
        ValueError: as `due_after_hours`.
    Law: Civil Code 2015, art. 147-148.
    """
    if days <= 0:
        raise ValueError(f"days must be positive, got {days}")
    starts_at = calendar.next_open(received_at)
    return Due(starts_at, calendar.add_calendar_days(starts_at, days))


def due_after_months(received_at: datetime, months: int, *, calendar: WorkingCalendar) -> Due:
    """Return the clock of a limit in months (tháng), rolled forward to a working day.

    Raises:
        ValueError: as `due_after_hours`.
    Law: Civil Code 2015, art. 147-148.
    """
    if months <= 0:
        raise ValueError(f"months must be positive, got {months}")
    starts_at = calendar.next_open(received_at)
    return Due(starts_at, calendar.add_months(starts_at, months))


def due_same_day(received_at: datetime, *, calendar: WorkingCalendar, cutoff: time = SAME_DAY_CUTOFF) -> Due:
    """Return the clock of a same-day limit (trong ngày).

    Raises:
        ValueError: `received_at` has no time zone.
    """
    return Due(calendar.next_open(received_at), calendar.same_day(received_at, cutoff=cutoff))
