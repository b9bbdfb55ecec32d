"""Working time of public bodies: pure, and exact to the minute."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from cuamo.kernel.clock import HANOI


class DayKind(StrEnum):
    """What a day is."""

    WORK = "WORK"
    REST = "REST"
    HOLIDAY = "HOLIDAY"
    SWAP_OFF = "SWAP_OFF"
    SWAP_WORK = "SWAP_WORK"


@dataclass(frozen=True)
class OfficeHours:
    """Opening spans of a working day, in order, in Hanoi time."""

    spans: tuple[tuple[time, time], ...] = ((time(8), time(12)), (time(13), time(17)))

    @property
    def minutes(self) -> int:
        """Working minutes of a full day."""
        return sum(_minute(end) - _minute(start) for start, end in self.spans)


@dataclass(frozen=True)
class CalendarRow:
    """One special day with where it comes from; a swap counts only when somebody confirmed it."""

    date: date
    kind: DayKind
    name: str
    source: str
    confidence: str = ""
    confirmed_by: str = ""

    @property
    def applies(self) -> bool:
        """True when the row changes the calendar."""
        swap = self.kind in {DayKind.SWAP_OFF, DayKind.SWAP_WORK}
        return not swap or bool(self.confirmed_by)


@dataclass(frozen=True)
class WorkingCalendar:
    """Days that differ from their weekday, and the hours of a working day.

    Law: Labour Code 45/2019, art. 111-112; Civil Code 2015, art. 147-148.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    hours: OfficeHours = field(default_factory=OfficeHours)

    def kind_of(self, day: date) -> DayKind:
        """Return what the day is."""
        special = self.days.get(day)
        if special is not None:
            return special
        return DayKind.REST if day.weekday() >= 5 else DayKind.WORK

    def is_working(self, day: date) -> bool:
        """True when public bodies work that day."""
        return self.kind_of(day) in {DayKind.WORK, DayKind.SWAP_WORK}

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        following = day + timedelta(days=1)
        for _ in range(400):
            if self.is_working(following):
                return following
            following += timedelta(days=1)
        raise ValueError(f"no working day within 400 days after {day}")

    def close_of(self, day: date) -> datetime:
        """Return the end of the last working minute of `day`."""
        return _at(day, self.hours.spans[-1][1])

    def open_of(self, day: date) -> datetime:
        """Return the first working minute of `day`."""
        return _at(day, self.hours.spans[0][0])

    def next_open(self, at: datetime) -> datetime:
        """Return `at` itself in working time, otherwise the next opening; the end of a span is outside it."""
        moment = _local(at)
        day = moment.date()
        if self.is_working(day):
            for start, end in self.hours.spans:
                if moment < _at(day, end):
                    return max(moment, _at(day, start))
        return self.open_of(self.next_working_day(day))

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the end of the last of `minutes` working minutes counted from `at`.

        Eight hours from Monday 08:00 end on Monday 17:00, not on Tuesday 08:00.
        """
        if minutes < 0:
            raise ValueError(f"minutes must not be negative, got {minutes}")
        moment = self.next_open(at)
        if minutes == 0:
            return moment
        left = timedelta(minutes=minutes)
        day = moment.date()
        for _ in range(20_000):
            for start, end in self.hours.spans:
                begin = max(moment, _at(day, start))
                finish = _at(day, end)
                if begin < finish:
                    if finish - begin >= left:
                        return begin + left
                    left -= finish - begin
            day = self.next_working_day(day)
            moment = self.open_of(day)
        raise ValueError("the limit lies too far ahead")

    def add_hours(self, at: datetime, hours: int) -> datetime:
        """Return the end of the last of `hours` working hours counted from `at`."""
        return self.add_minutes(at, hours * 60)

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """Return the end of `days` working days of full hours, counted from `at` by the minute."""
        return self.add_minutes(at, days * self.hours.minutes)

    def add_calendar_days(self, at: datetime, days: int) -> datetime:
        """Return the close of the last of `days` calendar days; the day of the event is not counted.

        A period that ends on a non-working day ends on the next working day.
        """
        last = _local(at).date() + timedelta(days=days)
        return self.close_of(last if self.is_working(last) else self.next_working_day(last))

    def same_day(self, at: datetime, *, cutoff: time = time(15)) -> datetime:
        """Return the close of the day when received before `cutoff` on a working day, else of the next one."""
        moment = _local(at)
        day = moment.date()
        if self.is_working(day) and moment.time() < cutoff:
            return self.close_of(day)
        return self.close_of(self.next_working_day(day))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole working minutes in [start, end); 0 when `end` is not after `start`."""
        begin, finish = _local(start), _local(end)
        if finish <= begin:
            return 0
        total = timedelta()
        day = begin.date()
        while day <= finish.date():
            if self.is_working(day):
                for opens, closes in self.hours.spans:
                    overlap = min(finish, _at(day, closes)) - max(begin, _at(day, opens))
                    total += max(overlap, timedelta())
            day += timedelta(days=1)
        return int(total.total_seconds() // 60)


def build(rows: Iterable[CalendarRow], hours: OfficeHours | None = None) -> WorkingCalendar:
    """Return the calendar of the rows that apply."""
    days = {row.date: row.kind for row in rows if row.applies}
    return WorkingCalendar(days=days, hours=hours or OfficeHours())


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=HANOI)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(HANOI)
