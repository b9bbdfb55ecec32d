"""When the result is due (thời hạn giải quyết)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI

MINUTES_OF_A_WORKING_DAY = 8 * 60


@dataclass(frozen=True)
class Due:
    """The clock of one dossier, both moments in Hanoi time."""

    starts_at: datetime
    due_at: datetime


def due(content: Mapping[str, Any], *, received_at: datetime, calendar: WorkingCalendar) -> Due:
    """Return when the clock starts and when the result is due.

    Working days and hours are counted in working minutes, 8 hours to a day, from the next open minute.
    Calendar days and months leave out the first day and, ending on a day of rest, roll on to the next
    working day. A same-day procedure received before its cut-off is due at the close of that day, later at
    the close of the next.

    Args:
        received_at: moment of reception, with its time zone.
    Raises:
        ValueError: the version names no time limit, or `received_at` has no time zone.
    Law: Civil Code 2015, art. 147-148; Decree 118/2025/NĐ-CP.
    """
    if received_at.tzinfo is None:
        raise ValueError("received_at must carry its time zone")
    limit = content["time_limit"]
    qty, unit = limit.get("qty"), limit.get("unit")
    if not qty:
        raise ValueError(f"procedure {content.get('code')} names no time limit")
    starts_at = calendar.next_open(received_at).astimezone(HANOI)
    first = starts_at.date()
    cutoff = limit.get("same_day_cutoff")
    if cutoff:
        in_time = starts_at.time() < time.fromisoformat(cutoff)
        due_at = calendar.close_of(first if in_time else calendar.next_working_day(first))
    elif unit == "DAY":
        due_at = _close_from(first + timedelta(days=qty), calendar)
    elif unit == "MONTH":
        due_at = _close_from(_months_later(first, qty), calendar)
    elif unit == "HOUR":
        due_at = calendar.add_minutes(starts_at, qty * 60)
    else:
        due_at = calendar.add_minutes(starts_at, qty * MINUTES_OF_A_WORKING_DAY)
    return Due(starts_at, due_at.astimezone(HANOI))


def _close_from(day: date, calendar: WorkingCalendar) -> datetime:
    return calendar.close_of(day if calendar.is_working(day) else calendar.next_working_day(day))


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
