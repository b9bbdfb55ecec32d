"""When a letter of apology is prepared, and what it says: pure."""

from datetime import datetime, timedelta

from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI


def prepare_from(*, accepted_at: datetime, due_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return from when the letter is prepared: the opening of the working day before the due day.

    A term that began after that leaves no day to say sorry in time: its letter is prepared when it is late.

    Law: Decree 118/2025/NĐ-CP (form 04 at least a day before the term ends).
    """
    day = due_at.astimezone(HANOI).date() - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return due_at if accepted_at > calendar.close_of(day) else calendar.open_of(day)


def will_miss(*, needed_minutes: int, left_minutes: int, waits_past: bool) -> bool:
    """Say whether the working time the process still needs does not fit into what is left.

    Args:
        waits_past: an opinion that was asked for is due too late to be waited for.
    """
    return waits_past or needed_minutes > left_minutes


def new_date(
    *,
    at: datetime,
    due_at: datetime,
    waits_until: datetime | None,
    needed_minutes: int,
    calendar: WorkingCalendar,
) -> datetime:
    """Return the end of the first working day by which the rest can be done, after the due day."""
    begins = calendar.next_open(max(at, waits_until or at))
    ready = calendar.add_minutes(begins, max(needed_minutes, 1))
    earliest = calendar.next_working_day(max(due_at, at).astimezone(HANOI).date())
    return max(calendar.close_of(ready.astimezone(HANOI).date()), calendar.close_of(earliest))
