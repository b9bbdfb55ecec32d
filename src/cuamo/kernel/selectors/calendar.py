"""The calendar in force."""

import time
from dataclasses import dataclass, field

from cuamo.kernel.calendar import CalendarRow, DayKind, OfficeHours, WorkingCalendar, build, unconfirmed
from cuamo.kernel.calendar.statutory import FIRST_YEAR, LAST_YEAR, statutory_rows
from cuamo.kernel.models import CalendarDay

_KEEP_SECONDS = 60.0


@dataclass
class _Kept:
    """The days as last read, and the calendars made of them, one for each set of office hours."""

    read_at: float
    rows: list[CalendarRow]
    calendars: dict[OfficeHours, WorkingCalendar] = field(default_factory=dict)


_kept: list[_Kept] = []


def current_calendar(hours: OfficeHours | None = None) -> WorkingCalendar:
    """Return the working calendar of public bodies; days are read again at most once a minute.

    Args:
        hours: of one office; 08:00–12:00 and 13:00–17:00 by default.
    """
    if not _kept or time.monotonic() - _kept[0].read_at >= _KEEP_SECONDS:
        _kept[:] = [_Kept(time.monotonic(), calendar_rows())]
    kept, hours = _kept[0], hours or OfficeHours()
    if hours not in kept.calendars:
        kept.calendars[hours] = build(kept.rows, hours)
    return kept.calendars[hours]


def calendar_rows() -> list[CalendarRow]:
    """Return the days that published plans and decisions name, oldest first."""
    return [
        CalendarRow(
            day.date,
            DayKind(day.kind),
            day.name,
            day.source,
            day.confidence,
            day.confirmed_by or None,
            hours=day.hours,
        )
        for day in CalendarDay.objects.order_by("date")
    ]


def unconfirmed_days(year: int) -> list[CalendarRow]:
    """Return the days of `year` that wait for a decision (chưa xác nhận), oldest first; none counts yet."""
    return unconfirmed(calendar_rows(), year)


def days_of_year(year: int) -> list[CalendarRow]:
    """Return every day of `year` that is not what its weekday says, oldest first (lịch năm).

    Plans and decisions first, then what the law alone gives; also the days nobody has decided yet, which
    do not count: `row.applies` tells them apart.
    """
    days = {row.date: row for row in calendar_rows() if row.date.year == year}
    if FIRST_YEAR <= year <= LAST_YEAR:
        for row in statutory_rows(year):
            if row.applies:
                days.setdefault(row.date, row)
    for row in unconfirmed_days(year):
        days.setdefault(row.date, row)
    return [days[day] for day in sorted(days)]


def forget_calendar() -> None:
    """Read the calendar anew at the next question; called after days change."""
    _kept.clear()
