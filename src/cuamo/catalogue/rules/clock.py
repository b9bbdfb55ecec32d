"""When the result is due (thời hạn giải quyết)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cuamo.catalogue.rules.conditions import holds
from cuamo.catalogue.rules.questions import settled
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI


@dataclass(frozen=True)
class Due:
    """The clock of one dossier, both moments in Hanoi time."""

    starts_at: datetime
    due_at: datetime


def limit_for(
    content: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """Return quantity, unit and cut-off that hold for these answers: the first case met, else the limit."""
    limit: Mapping[str, Any] = content["time_limit"]
    cases = limit.get("cases") or []
    if not cases:
        return limit
    counted = settled(content, answers or {})
    return next((case for case in cases if holds(case["when"], answers=counted, values=values or {})), limit)


def due(
    content: Mapping[str, Any],
    *,
    received_at: datetime,
    calendar: WorkingCalendar,
    answers: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Due:
    """Return when the clock starts and when the result is due.

    Working days and hours are counted in working minutes, 8 hours to a day, from the next open minute.
    Calendar days and months leave out the first day and, ending on a day of rest, roll on to the next
    working day. A same-day procedure received before its cut-off is due at the close of that day, later at
    the close of the next.

    Args:
        received_at: moment of reception, with its time zone.
        answers: to the questions, for limits that depend on them.
        values: cleaned form values, for limits that depend on them.
    Raises:
        ValueError: the version names no time limit, or `received_at` has no time zone.
    Law: Civil Code 2015, art. 147-148; Decree 118/2025/NĐ-CP.
    """
    if received_at.tzinfo is None:
        raise ValueError("received_at must carry its time zone")
    limit = limit_for(content, answers, values)
    qty, unit = limit.get("qty"), limit.get("unit")
    if not qty:
        raise ValueError(f"procedure {content.get('code')} names no time limit")
    starts_at = calendar.next_open(received_at).astimezone(HANOI)
    cutoff = limit.get("same_day_cutoff")
    if cutoff:
        due_at = calendar.same_day(received_at, cutoff=time.fromisoformat(cutoff))
    elif unit == "DAY":
        due_at = calendar.add_calendar_days(starts_at, qty)
    elif unit == "MONTH":
        first = starts_at.date()
        due_at = calendar.add_calendar_days(starts_at, (_months_later(first, qty) - first).days)
    elif unit == "HOUR":
        due_at = calendar.add_minutes(starts_at, qty * 60)
    else:
        due_at = calendar.add_working_days(starts_at, qty)
    return Due(starts_at, due_at.astimezone(HANOI))


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
