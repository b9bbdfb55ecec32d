"""By when an envelope changes hands: promised by the working calendar. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import to_hanoi


@dataclass(frozen=True)
class Terms:
    """Terms of the post (`reference/delivery/promises.json`)."""

    same_day_till: time
    """Papers taken at a counter later than this go with the post on the next working day."""
    originals_days: int
    """Working days from the day the post takes papers till the authority has them."""
    result_hours: int
    """Working hours from the ready result till the post has it."""
    result_days: int
    """Working days from the ready result till its recipient has it."""
    warn_percent: int
    out_of_sight: timedelta
    answer_minutes: int
    """Working minutes the owner of an alarm has to answer it."""


@dataclass(frozen=True)
class Promise:
    """Till when the post has it, till when it is there, and when to warn."""

    pickup_by: datetime
    deliver_by: datetime
    pickup_warn_at: datetime
    deliver_warn_at: datetime


def promise_for_originals(at: datetime, *, terms: Terms, calendar: WorkingCalendar) -> Promise:
    """Return what is promised for papers of a citizen taken at a counter at `at`.

    With the post on the same working day, at the authority on the next at the latest.
    """
    pickup_by = calendar.same_day(at, cutoff=terms.same_day_till)
    deliver_by = _close_after(pickup_by, terms.originals_days, calendar)
    return _promise(at, pickup_by, deliver_by, terms=terms, calendar=calendar)


def promise_for_fetch(
    since: datetime, until: datetime, *, terms: Terms, calendar: WorkingCalendar
) -> Promise:
    """Return what is promised for papers fetched from `since` to `until`: at the authority on the next day.

    Before the agreed time has begun nobody is late, and nobody is warned.
    """
    deliver_by = _close_after(until, terms.originals_days, calendar)
    return Promise(
        pickup_by=until,
        deliver_by=deliver_by,
        pickup_warn_at=since,
        deliver_warn_at=share_of(since, deliver_by, terms.warn_percent, calendar=calendar),
    )


def promise_for_result(at: datetime, *, terms: Terms, calendar: WorkingCalendar) -> Promise:
    """Return what is promised for a result that is ready at `at`: at home on the next working day."""
    start = calendar.next_open(at)
    pickup_by = calendar.add_minutes(start, terms.result_hours * 60)
    deliver_by = max(pickup_by, _close_after(start, terms.result_days, calendar))
    return _promise(at, pickup_by, deliver_by, terms=terms, calendar=calendar)


def share_of(start: datetime, end: datetime, percent: int, *, calendar: WorkingCalendar) -> datetime:
    """Return the moment when `percent` of the working time from `start` to `end` is gone."""
    minutes = calendar.working_minutes_between(start, end) * percent // 100
    return calendar.add_minutes(start, minutes) if minutes else end


def _close_after(moment: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    day = to_hanoi(moment).date()
    for _ in range(days):
        day = calendar.next_working_day(day)
    return calendar.close_of(day)


def _promise(
    at: datetime, pickup_by: datetime, deliver_by: datetime, *, terms: Terms, calendar: WorkingCalendar
) -> Promise:
    return Promise(
        pickup_by=pickup_by,
        deliver_by=deliver_by,
        pickup_warn_at=share_of(at, pickup_by, terms.warn_percent, calendar=calendar),
        deliver_warn_at=share_of(at, deliver_by, terms.warn_percent, calendar=calendar),
    )
