"""When a clock starts and when it ends: the three ways time limits are written."""

from dataclasses import dataclass
from datetime import datetime, time

from cuamo.kernel.calendar.working import SAME_DAY_CUTOFF, WorkingCalendar


@dataclass(frozen=True)
class Due:
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
    return Due(calendar.next_open(received_at), calendar.add_minutes(received_at, hours * 60))


def due_after_days(received_at: datetime, days: int, *, calendar: WorkingCalendar) -> Due:
    """Return the clock of a limit in working days (ngày làm việc), each of 8 working hours.

    Raises:
        ValueError: as `due_after_hours`.
    """
    if days <= 0:
        raise ValueError(f"days must be positive, got {days}")
    return Due(calendar.next_open(received_at), calendar.add_working_days(received_at, days))


def due_same_day(received_at: datetime, *, calendar: WorkingCalendar, cutoff: time = SAME_DAY_CUTOFF) -> Due:
    """Return the clock of a same-day limit (trong ngày).

    Raises:
        ValueError: `received_at` has no time zone.
    """
    return Due(calendar.next_open(received_at), calendar.same_day(received_at, cutoff=cutoff))
