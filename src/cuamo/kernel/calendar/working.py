"""Count working time: a moment is turned into working time since a fixed Monday, and back."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import accumulate

from cuamo.kernel.calendar.days import DayKind, kind_by_weekday
from cuamo.kernel.calendar.hours import OfficeHours, Spans
from cuamo.kernel.clock import HANOI, to_hanoi

HOURS_OF_A_WORKING_DAY = 8
"""One working day of a time limit (ngày làm việc) is 8 working hours; half a day is 4."""

SAME_DAY_CUTOFF = time(15)
"""Received from this minute on, a same-day result may come the next working day."""

_MINUTE = 60_000_000
"""Microseconds; all counting is in whole microseconds."""
_WEEK = 7


class _Day:
    """The open spans of one day, in microseconds since its midnight, with what was worked before each."""

    __slots__ = ("closes", "opens", "spans", "total")

    def __init__(self, spans: Spans) -> None:
        self.spans: list[tuple[int, int, int, int]] = []
        self.total = 0
        for start, end in ((_of_day(start), _of_day(end)) for start, end in spans):
            self.spans.append((start, end, self.total, self.total + end - start))
            self.total += end - start
        self.opens = spans[0][0] if spans else time()
        self.closes = spans[-1][1] if spans else time()

    def worked_by(self, moment: int) -> int:
        """Return the working time of the day before `moment`."""
        for start, end, before, _ in self.spans:
            if moment < end:
                return before + moment - start if moment > start else before
        return self.total


_CLOSED = _Day(())


class WorkingCalendar:
    """Working time of public bodies: office hours on the days that are worked.

    Args:
        days: the days that are not what their weekday says; others are worked Monday to Friday.
        hours: office hours of a working day, of each weekday where they differ.
        short_days: hours of single days, such as an afternoon off (nghỉ nửa ngày).
    All moments must carry a time zone; all answers are in Hanoi time. Between the first and the last
    listed day sums are kept day by day, beyond them every week is like the next: any due date costs one
    bisection, however long the time limit.
    """

    def __init__(
        self,
        days: Mapping[date, DayKind] | None = None,
        hours: OfficeHours | None = None,
        short_days: Mapping[date, Spans] | None = None,
    ) -> None:
        self.hours = hours or OfficeHours()
        self.days = dict(days or {})
        self.short_days = dict(short_days or {})
        self._usual = _Day(self.hours.spans)
        self._week = [*(_Day(self.hours.on_weekday(day)) for day in range(5)), _CLOSED, _CLOSED]
        self._week_before = [0, *accumulate(day.total for day in self._week)]
        self._per_week = self._week_before[-1]
        listed = sorted({*self.days, *self.short_days})
        first = listed[0].toordinal() if listed else 1
        self._base = first - (first - 1) % _WEEK
        """Day number of the Monday everything is counted from (day 1 is Monday 1 January of year 1)."""
        self._origin = datetime.combine(date.fromordinal(self._base), time(), HANOI)
        weeks = (listed[-1].toordinal() - self._base) // _WEEK + 1 if listed else 0
        self._table = self._week * weeks
        for day in listed:
            self._table[day.toordinal() - self._base] = self._listed(day)
        self._inside = len(self._table)
        self._before = [0, *accumulate(day.total for day in self._table)]
        self._all = self._before[-1]

    # days

    def kind_of(self, day: date) -> DayKind:
        """Return what kind of day `day` is; an unlisted Saturday is intake-only."""
        return self.days.get(day) or kind_by_weekday(day)

    def is_working(self, day: date) -> bool:
        """Return whether time limits run on `day`."""
        return self._day(day.toordinal() - self._base).total > 0

    def takes_intake(self, day: date) -> bool:
        """Return whether a dossier may be stamped as received on `day`; it is on a plain Saturday."""
        return self.kind_of(day).takes_intake

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return _date(self._first_open(day.toordinal() + 1 - self._base) + self._base)

    def roll_forward(self, day: date) -> date:
        """Return `day`, or the next working day when it is none (Civil Code 2015, art. 148)."""
        return _date(self._first_open(day.toordinal() - self._base) + self._base)

    def close_of(self, day: date) -> datetime:
        """Return the end of office hours of `day`, or of the next working day when it is none."""
        worked = self.roll_forward(day)
        return datetime.combine(worked, self._day(worked.toordinal() - self._base).closes, HANOI)

    def open_of(self, day: date) -> datetime:
        """Return the beginning of office hours of `day`, or of the next working day when it is none."""
        worked = self.roll_forward(day)
        return datetime.combine(worked, self._day(worked.toordinal() - self._base).opens, HANOI)

    # moments

    def is_open(self, at: datetime) -> bool:
        """Return whether time limits run at `at`; the closing moment itself is closed."""
        local = at if at.tzinfo is HANOI else to_hanoi(at)
        moment = _of_day(local)
        day = self._day(local.toordinal() - self._base)
        return any(start <= moment < end for start, end, _, _ in day.spans)

    def next_open(self, at: datetime) -> datetime:
        """Return `at` when offices are open, else the next moment they open.

        Raises:
            ValueError: `at` has no time zone.
        """
        local = at if at.tzinfo is HANOI else to_hanoi(at)
        index = local.toordinal() - self._base
        moment = _of_day(local)
        for start, end, _, _ in self._day(index).spans:
            if moment < end:
                return local if moment >= start else self._at(index, start)
        index = self._first_open(index + 1)
        return self._at(index, self._day(index).spans[0][0])

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the end of the last of `minutes` working minutes counted from `at`.

        The clock starts at `next_open(at)`. Eight hours from Monday 08:00 end on Monday 17:00, not on
        Tuesday 08:00. Zero minutes end where the clock starts.

        Raises:
            ValueError: `at` has no time zone, `minutes` is negative, or the end lies beyond the calendar.
        """
        return self.start_and_end(at, minutes)[1]

    def start_and_end(self, at: datetime, minutes: int) -> tuple[datetime, datetime]:
        """Return `next_open(at)` and `add_minutes(at, minutes)`, found together.

        Raises:
            ValueError: as `add_minutes`.
        """
        if at.tzinfo is HANOI:
            local = at
        elif at.tzinfo is UTC and at.year < MAXYEAR:
            local = at.astimezone(HANOI)
        else:
            local = to_hanoi(at)
        index = local.toordinal() - self._base
        moment = ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond
        inside = 0 <= index < self._inside
        day = self._table[index] if inside else self._week[index % _WEEK]
        for start, end, before, _ in day.spans:
            if moment < end:
                starts_at = local if moment >= start else self._at(index, start)
                total = before + moment - start if moment > start else before
                break
        else:
            opens = self._first_open(index + 1)
            starts_at = self._at(opens, self._day(opens).spans[0][0])
            total = day.total
        if minutes <= 0:
            if minutes < 0:
                raise ValueError(f"minutes must not be negative, got {minutes}")
            return starts_at, starts_at
        total += (self._before[index] if inside else self._worked_before(index)) + minutes * _MINUTE
        if 0 < total <= self._all:
            index = bisect_left(self._before, total) - 1
            rest, day = total - self._before[index], self._table[index]
        else:
            index, rest = self._place(total)
            day = self._day(index)
        for start, _, before, after in day.spans:
            if rest <= after:
                try:
                    return starts_at, self._origin + timedelta(index, 0, start + rest - before)
                except OverflowError:
                    break
        raise ValueError("the end lies beyond the calendar (year 9999)")

    def add_working_days(self, at: datetime, n: float) -> datetime:
        """Return the end of `n` working days of 8 working hours counted from `at`; `n` may end in a half.

        The event's own day counts from the moment the clock starts, so one working day from Tuesday 10:00
        ends on Wednesday 10:00: the limits are kept and printed in working hours.

        Raises:
            ValueError: as `add_minutes`, or `n` is no whole number of half days.
        """
        halves = n * 2
        if halves != int(halves):
            raise ValueError(f"working days are counted in halves, got {n}")
        return self.add_minutes(at, int(halves) * HOURS_OF_A_WORKING_DAY * 30)

    def add_calendar_days(self, at: datetime, n: int) -> datetime:
        """Return the close of the `n`-th day after `at`, rolled forward to a working day.

        The day of the event is not counted. Law: Civil Code 2015, art. 147-148.

        Raises:
            ValueError: `at` has no time zone, `n` is negative, or the end lies beyond the calendar.
        """
        if n < 0:
            raise ValueError(f"days must not be negative, got {n}")
        return self.close_of(_date(to_hanoi(at).toordinal() + n))

    def add_months(self, at: datetime, n: int) -> datetime:
        """Return the close of the same day `n` months after `at`, rolled forward to a working day.

        A month without that day ends on its last day. Law: Civil Code 2015, art. 147-148.

        Raises:
            ValueError: `at` has no time zone, `n` is negative, or the end lies beyond the calendar.
        """
        if n < 0:
            raise ValueError(f"months must not be negative, got {n}")
        local = to_hanoi(at)
        year, month = divmod(local.year * 12 + local.month - 1 + n, 12)
        if year > date.max.year:
            raise ValueError("the end lies beyond the calendar (year 9999)")
        last = monthrange(year, month + 1)[1]
        return self.close_of(date(year, month + 1, min(local.day, last)))

    def same_day(self, at: datetime, *, cutoff: time = SAME_DAY_CUTOFF) -> datetime:
        """Return when a same-day result (trả kết quả trong ngày) is due that was asked for at `at`.

        Before the cut-off of a working day, while the office is still to close: the close of that day.
        Later, or on a day of rest: the close of the next working day.

        Raises:
            ValueError: `at` has no time zone.
        """
        local = to_hanoi(at)
        today = self._day(local.toordinal() - self._base)
        in_time = today.total > 0 and local.time() < min(cutoff, today.closes)
        return self.close_of(local.date() if in_time else self.next_working_day(local.date()))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole working minutes from `start` to `end`; negative when `end` comes first.

        Raises:
            ValueError: a moment has no time zone.
        """
        worked = self._worked_until(end) - self._worked_until(start)
        return worked // _MINUTE if worked >= 0 else -(-worked // _MINUTE)

    # counting; an index is a day number less `_base`

    def _listed(self, day: date) -> _Day:
        if not self.kind_of(day).runs_clocks:
            return _CLOSED
        spans = self.short_days.get(day)
        if spans is not None:
            return _Day(spans)
        return self._week[day.weekday()] if day.weekday() < 5 else self._usual

    def _day(self, index: int) -> _Day:
        return self._table[index] if 0 <= index < self._inside else self._week[index % _WEEK]

    def _worked_until(self, at: datetime) -> int:
        local = at if at.tzinfo is HANOI else to_hanoi(at)
        index = local.toordinal() - self._base
        return self._worked_before(index) + self._day(index).worked_by(_of_day(local))

    def _worked_before(self, index: int) -> int:
        """Return the working time of all days before `index`, counted from the origin; negative before it."""
        if 0 <= index <= self._inside:
            return self._before[index]
        weeks, day = divmod(index if index < 0 else index - self._inside, _WEEK)
        return (0 if index < 0 else self._all) + weeks * self._per_week + self._week_before[day]

    def _place(self, total: int) -> tuple[int, int]:
        """Return on which day beyond the listed ones `total` is reached, and how much of it that takes."""
        start, rest = (0, total) if total <= 0 else (self._inside, total - self._all)
        weeks, rest = divmod(rest - 1, self._per_week)
        day = bisect_left(self._week_before, rest + 1) - 1
        return start + weeks * _WEEK + day, rest + 1 - self._week_before[day]

    def _first_open(self, index: int) -> int:
        """Return the first working day at or after `index`."""
        while not self._day(index).total:
            index += 1
        return index

    def _at(self, index: int, moment: int) -> datetime:
        try:
            return self._origin + timedelta(index, 0, moment)
        except OverflowError:
            raise ValueError("the end lies beyond the calendar (year 9999)") from None


def _of_day(moment: time | datetime) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


def _date(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise ValueError("the end lies beyond the calendar (year 9999)") from None
