"""What the calendar was before and after a decision."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from cuamo.kernel.calendar import CalendarRow, DayKind, WorkingCalendar, build
from cuamo.kernel.errors import NotFound
from cuamo.kernel.events import EventRecord, history_of
from cuamo.kernel.selectors.calendar import calendar_rows
from cuamo.kernel.services.decide_days import CALENDAR_STREAM


@dataclass(frozen=True)
class CalendarChange:
    """A decision and the calendar on both sides of it."""

    decision: str
    first_day: date
    before: WorkingCalendar
    after: WorkingCalendar
    """Right after the decision, without those that came later."""
    now: WorkingCalendar


def calendar_change(decision_id: UUID) -> CalendarChange:
    """Return the calendar before and after a recorded decision about days.

    Raises:
        NotFound: there is no such decision.
    """
    decided = [event for event in history_of(CALENDAR_STREAM) if event.name == "calendar.decided"]
    place = next((place for place, event in enumerate(decided) if event.id == decision_id), None)
    if place is None:
        raise NotFound("calendar.decision", "Không có quyết định này.", "There is no such decision.")
    rows = {row.date: row for row in calendar_rows()}
    now = build(rows.values())
    later = _undone(rows, decided[place + 1 :])
    before = _undone(later, decided[place : place + 1])
    days = decided[place].data["days"]
    return CalendarChange(
        decision=decided[place].data["decision"],
        first_day=min(date.fromisoformat(day["date"]) for day in days),
        before=build(before.values()),
        after=build(later.values()),
        now=now,
    )


def supposed_change(days: Iterable[CalendarRow]) -> CalendarChange:
    """Return the calendar as it is and as it would be if these days were decided so.

    Raises:
        ValueError: no day is given.
    """
    rows = {row.date: row for row in calendar_rows()}
    supposed = {row.date: replace(row, confirmed_by=row.confirmed_by or "supposed") for row in days}
    now = build(rows.values())
    after = build((rows | supposed).values())
    return CalendarChange("", min(supposed), now, after, now)


def _undone(rows: dict[date, CalendarRow], decided: list[EventRecord]) -> dict[date, CalendarRow]:
    """Return the rows as they were before these decisions, the newest undone first."""
    rows = dict(rows)
    for event in reversed(decided):
        for day in event.data["days"]:
            at = date.fromisoformat(day["date"])
            was: dict[str, Any] | None = day["was"]
            if was is None:
                rows.pop(at, None)
            else:
                rows[at] = replace(
                    rows[at],
                    kind=DayKind(was["kind"]),
                    hours=was["hours"],
                    confirmed_by=was["confirmed_by"] or None,
                )
    return rows
