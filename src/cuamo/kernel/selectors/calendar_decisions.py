"""What the calendar was before and after a decision."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cuamo.kernel.calendar import CalendarRow, DayKind, OfficeHours, WorkingCalendar, build
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.kernel.events import EventRecord, history_of
from cuamo.kernel.selectors.calendar import calendar_rows
from cuamo.kernel.services.decide_days import CALENDAR_STREAM


@dataclass(frozen=True)
class Sides:
    """The calendars of one office on both sides of a decision."""

    before: WorkingCalendar
    after: WorkingCalendar
    """Right after the decision, without those that came later."""
    now: WorkingCalendar


@dataclass(frozen=True)
class CalendarChange:
    """A decision and the days on both sides of it."""

    decision: str
    first_day: date
    before: tuple[CalendarRow, ...]
    after: tuple[CalendarRow, ...]
    now: tuple[CalendarRow, ...]
    _built: dict[OfficeHours, Sides] = field(default_factory=dict, compare=False)

    def decides(self, moment: datetime) -> bool:
        """Say whether the day of the moment is one that was decided about."""
        day = moment.astimezone(HANOI).date()
        before, after = ({row.date: row for row in rows}.get(day) for rows in (self.before, self.after))
        return before != after

    def sides(self, hours: OfficeHours) -> Sides:
        """Return the calendars of an office with these hours, made once for each set of hours."""
        if hours not in self._built:
            built = (build(rows, hours) for rows in (self.before, self.after, self.now))
            self._built[hours] = Sides(*built)
        return self._built[hours]


@dataclass(frozen=True)
class DecidedDay:
    """One day of a recorded decision."""

    date: date
    kind: DayKind
    hours: str
    was: DayKind | None
    """What the calendar said before; None for an ordinary day."""


@dataclass(frozen=True)
class Decision:
    """A recorded decision about days."""

    id: UUID
    decision: str
    decided_at: datetime
    by_id: str
    by_name: str
    days: tuple[DecidedDay, ...]


def decisions_about_days() -> list[Decision]:
    """Return the recorded decisions about days (quyết định về ngày nghỉ, làm bù), newest first."""
    decided = [event for event in history_of(CALENDAR_STREAM) if event.name == "calendar.decided"]
    return [_as_decision(event) for event in reversed(decided)]


def decision_about_days(decision_id: UUID) -> Decision:
    """Return one recorded decision.

    Raises:
        NotFound: there is no such decision.
    """
    found = next((each for each in decisions_about_days() if each.id == decision_id), None)
    if found is None:
        raise _unknown()
    return found


def calendar_change(decision_id: UUID) -> CalendarChange:
    """Return the calendar before and after a recorded decision about days.

    Raises:
        NotFound: there is no such decision.
    """
    decided = [event for event in history_of(CALENDAR_STREAM) if event.name == "calendar.decided"]
    place = next((place for place, event in enumerate(decided) if event.id == decision_id), None)
    if place is None:
        raise _unknown()
    rows = {row.date: row for row in calendar_rows()}
    later = _undone(rows, decided[place + 1 :])
    before = _undone(later, decided[place : place + 1])
    days = decided[place].data["days"]
    return CalendarChange(
        decision=decided[place].data["decision"],
        first_day=min(date.fromisoformat(day["date"]) for day in days),
        before=tuple(before.values()),
        after=tuple(later.values()),
        now=tuple(rows.values()),
    )


def supposed_change(days: Iterable[CalendarRow]) -> CalendarChange:
    """Return the days as they are and as they would be if these days were decided so.

    Raises:
        ValueError: no day is given.
    """
    rows = {row.date: row for row in calendar_rows()}
    supposed = {row.date: replace(row, confirmed_by=row.confirmed_by or "supposed") for row in days}
    now, after = tuple(rows.values()), tuple((rows | supposed).values())
    return CalendarChange("", min(supposed), now, after, after)


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


def _as_decision(event: EventRecord) -> Decision:
    days = tuple(
        DecidedDay(
            date.fromisoformat(day["date"]),
            DayKind(day["kind"]),
            day["hours"],
            DayKind(day["was"]["kind"]) if day["was"] else None,
        )
        for day in event.data["days"]
    )
    return Decision(
        event.id,
        event.data["decision"],
        event.occurred_at,
        str(event.actor["id"]),
        str(event.actor.get("name", "")),
        days,
    )


def _unknown() -> NotFound:
    return NotFound("calendar.decision", "Không có quyết định này.", "There is no such decision.")
