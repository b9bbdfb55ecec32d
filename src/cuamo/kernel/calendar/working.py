"""Count working time: a moment is turned into working time since a fixed day, and back."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from cuamo.kernel.calendar.days import DayKind, kind_by_weekday
from cuamo.kernel.calendar.hours import OfficeHours
from cuamo.kernel.clock import HANOI, to_hanoi

HOURS_OF_A_WORKING_DAY = 8
"""One working day of a time limit (ngày làm việc) is 8 working hours."""

SAME_DAY_CUTOFF = time(15)
"""Received from this minute on, a same-day result may come the next working day."""

_MINUTE = 60_000_000
"""Microseconds; all counting is in whole microseconds."""


class WorkingCalendar:
    """Working time of public bodies: office hours on the days that are worked.

    Args:
        days: the days that are not what their weekday says; others are worked Monday to Friday.
        hours: office hours of every working day.
    All moments must carry a time zone; all answers are in Hanoi time. Counting costs a few bisections,
    however long the time limit.
    """

    def __init__(self, days: Mapping[date, DayKind] | None = None, hours: OfficeHours | None = None) -> None:
        self.hours = hours or OfficeHours()
        self.days = dict(days or {})
        changed = sorted(
            (day.toordinal(), 1 if kind.runs_clocks else -1)
            for day, kind in self.days.items()
            if kind.runs_clocks != kind_by_weekday(day).runs_clocks
        )
        self._changed = [ordinal for ordinal, _ in changed]
        self._shift = [0, *accumulate(step for _, step in changed)]
        self._spans = [(_of_day(start), _of_day(end)) for start, end in self.hours.spans]
        self._before = [0, *accumulate(end - start for start, end in self._spans)]
        self._per_day = self._before[-1]

    # days

    def kind_of(self, day: date) -> DayKind:
        """Return what kind of day `day` is; an unlisted Saturday is intake-only."""
        return self.days.get(day) or kind_by_weekday(day)

    def is_working(self, day: date) -> bool:
        """Return whether time limits run on `day`."""
        return self.kind_of(day).runs_clocks

    def takes_intake(self, day: date) -> bool:
        """Return whether a dossier may be stamped as received on `day`; it is on a plain Saturday."""
        return self.kind_of(day).takes_intake

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self._day_number(self._days_before(day.toordinal() + 1))

    def roll_forward(self, day: date) -> date:
        """Return `day`, or the next working day when it is none (Civil Code 2015, art. 148)."""
        return self._day_number(self._days_before(day.toordinal()))

    def close_of(self, day: date) -> datetime:
        """Return the end of office hours of `day`, or of the next working day when it is none."""
        return datetime.combine(self.roll_forward(day), self.hours.closes, HANOI)

    def open_of(self, day: date) -> datetime:
        """Return the beginning of office hours of `day`, or of the next working day when it is none."""
        return datetime.combine(self.roll_forward(day), self.hours.opens, HANOI)

    # moments

    def is_open(self, at: datetime) -> bool:
        """Return whether time limits run at `at`; the closing moment itself is closed."""
        local = to_hanoi(at)
        moment = _of_day(local.time())
        return self.is_working(local.date()) and any(start <= moment < end for start, end in self._spans)

    def next_open(self, at: datetime) -> datetime:
        """Return `at` when offices are open, else the next moment they open.

        Raises:
            ValueError: `at` has no time zone.
        """
        local = to_hanoi(at)
        if self.is_working(local.date()):
            moment = _of_day(local.time())
            for start, end in self._spans:
                if moment < end:
                    return local if moment >= start else _at(local.date(), start)
        return _at(self.next_working_day(local.date()), self._spans[0][0])

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Return the end of the last of `minutes` working minutes counted from `at`.

        The clock starts at `next_open(at)`. Eight hours from Monday 08:00 end on Monday 17:00, not on
        Tuesday 08:00. Zero minutes end where the clock starts.

        Raises:
            ValueError: `at` has no time zone, `minutes` is negative, or the end lies beyond the calendar.
        """
        if minutes < 0:
            raise ValueError(f"minutes must not be negative, got {minutes}")
        start = self.next_open(at)
        if minutes == 0:
            return start
        total = self._worked_until(start) + minutes * _MINUTE
        number, rest = divmod(total, self._per_day)
        if rest == 0:
            number, rest = number - 1, self._per_day
        span = bisect_left(self._before, rest) - 1
        moment = self._spans[span][0] + rest - self._before[span]
        return _at(self._day_number(number), moment)

    def add_working_days(self, at: datetime, n: int) -> datetime:
        """Return the end of `n` working days of 8 working hours counted from `at`.

        The event's own day counts from the moment the clock starts, so one working day from Tuesday 10:00
        ends on Wednesday 10:00: the limits are kept and printed in working hours.

        Raises:
            ValueError: as `add_minutes`.
        """
        return self.add_minutes(at, n * HOURS_OF_A_WORKING_DAY * 60)

    def add_calendar_days(self, at: datetime, n: int) -> datetime:
        """Return the close of the `n`-th day after `at`, rolled forward to a working day.

        The day of the event is not counted. Law: Civil Code 2015, art. 147-148.

        Raises:
            ValueError: `at` has no time zone, `n` is negative, or the end lies beyond the calendar.
        """
        if n < 0:
            raise ValueError(f"days must not be negative, got {n}")
        return self.close_of(_day(to_hanoi(at).date().toordinal() + n))

    def same_day(self, at: datetime, *, cutoff: time = SAME_DAY_CUTOFF) -> datetime:
        """Return when a same-day result (trả kết quả trong ngày) is due that was asked for at `at`.

        Before the cut-off of a working day: the close of that day. Later, or on a day of rest: the close of
        the next working day.

        Raises:
            ValueError: `at` has no time zone.
        """
        local = to_hanoi(at)
        in_time = self.is_working(local.date()) and local.time() < cutoff
        return self.close_of(local.date() if in_time else self.next_working_day(local.date()))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole working minutes from `start` to `end`; negative when `end` comes first.

        Raises:
            ValueError: a moment has no time zone.
        """
        worked = self._worked_until(to_hanoi(end)) - self._worked_until(to_hanoi(start))
        return worked // _MINUTE if worked >= 0 else -(-worked // _MINUTE)

    # counting

    def _worked_until(self, local: datetime) -> int:
        """Return the working time before `local` since the first day of the calendar."""
        full_days = self._days_before(local.date().toordinal()) * self._per_day
        if not self.is_working(local.date()):
            return full_days
        moment = _of_day(local.time())
        return full_days + sum(max(0, min(moment, end) - start) for start, end in self._spans)

    def _days_before(self, ordinal: int) -> int:
        """Return how many working days lie before the day `ordinal` (day 1 is Monday 1 January of year 1)."""
        weeks, days = divmod(ordinal - 1, 7)
        return weeks * 5 + min(days, 5) + self._shift[bisect_left(self._changed, ordinal)]

    def _day_number(self, number: int) -> date:
        """Return the working day that has exactly `number` working days before it."""
        widest = len(self._changed) + 1
        low, high = number - widest, (number + widest) * 7 // 5 + 8
        low = max(low * 7 // 5 - 8, 1)
        while low < high:
            middle = (low + high) // 2
            if self._days_before(middle + 1) > number:
                high = middle
            else:
                low = middle + 1
        return _day(low)


def _of_day(moment: time) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


def _at(day: date, moment: int) -> datetime:
    return datetime.combine(day, time(), HANOI) + timedelta(microseconds=moment)


def _day(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise ValueError("the end lies beyond the calendar (year 9999)") from None
