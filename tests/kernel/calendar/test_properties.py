"""The fast calendar agrees with the slow one, and keeps its promises, whatever the days off."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cuamo.kernel.calendar import DayKind, WorkingCalendar, build, load_reference
from cuamo.kernel.clock import HANOI
from tests.kernel.calendar import oracle

FIRST = date(2026, 1, 1)
days_off = st.dictionaries(
    st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n)), st.sampled_from(DayKind), max_size=25
)
moments = st.integers(0, 40 * 24 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=HANOI) + timedelta(minutes=n)
)
limits = st.integers(0, 40 * 60)
slow = settings(max_examples=60)


@slow
@given(days_off, moments, limits)
def test_adding_minutes_agrees_with_walking_minute_by_minute(days, at, minutes):
    assert WorkingCalendar(days).add_minutes(at, minutes) == oracle.add_minutes(at, minutes, days)


@slow
@given(days_off, moments)
def test_the_next_opening_agrees_with_walking(days, at):
    assert WorkingCalendar(days).next_open(at) == oracle.next_open(at, days)


@slow
@given(days_off, moments, st.integers(0, 14 * 24 * 60))
def test_minutes_between_agree_with_counting_them(days, start, span):
    end = start + timedelta(minutes=span)
    calendar = WorkingCalendar(days)
    assert calendar.working_minutes_between(start, end) == oracle.minutes_between(start, end, days)
    assert calendar.working_minutes_between(end, start) == -oracle.minutes_between(start, end, days)


reference = build(load_reference())
any_moment = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.sampled_from([UTC, HANOI]))


@given(any_moment, st.integers(1, 2_000_000))
def test_what_was_added_lies_between(at, minutes):
    due = reference.add_minutes(at, minutes)
    assert reference.working_minutes_between(at, due) == minutes
    assert not reference.is_open(due) or reference.is_open(due - timedelta(microseconds=1))


@given(any_moment, st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_limit_can_be_run_in_two_parts(at, first, second):
    halfway = reference.add_minutes(at, first)
    assert reference.add_minutes(halfway, second) == reference.add_minutes(at, first + second)


@given(any_moment, any_moment, st.integers(0, 5_000))
def test_whoever_comes_later_is_not_due_earlier(one, other, minutes):
    early, late = sorted([one, other])
    assert reference.add_minutes(early, minutes) <= reference.add_minutes(late, minutes)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_the_next_working_day_is_the_first_one_after(day):
    after = reference.next_working_day(day)
    between = [day + timedelta(days=n) for n in range(1, (after - day).days)]
    assert reference.is_working(after)
    assert after > day
    assert not any(reference.is_working(each) for each in between)
