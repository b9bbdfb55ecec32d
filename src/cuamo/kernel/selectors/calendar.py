"""The calendar in force."""

import time

from cuamo.kernel.calendar import CalendarRow, DayKind, WorkingCalendar, build
from cuamo.kernel.models import CalendarDay

_KEEP_SECONDS = 60.0
_kept: list[tuple[float, WorkingCalendar]] = []


def current_calendar() -> WorkingCalendar:
    """Return the working calendar of public bodies; read again at most once a minute."""
    if _kept and time.monotonic() - _kept[0][0] < _KEEP_SECONDS:
        return _kept[0][1]
    rows = [
        CalendarRow(day.date, DayKind(day.kind), day.name, day.source, day.confidence, day.confirmed_by)
        for day in CalendarDay.objects.all()
    ]
    calendar = build(rows)
    _kept[:] = [(time.monotonic(), calendar)]
    return calendar


def forget_calendar() -> None:
    """Read the calendar anew at the next question; called after days change."""
    _kept.clear()
