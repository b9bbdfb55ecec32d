"""The fast calendar agrees with slow ones, and keeps its promises, whatever the hours and the days off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuamo.kernel.calendar import DayKind, OfficeHours, WorkingCalendar, build, load_reference
from cuamo.kernel.clock import HANOI
from tests.kernel.calendar.oracle import USUAL, Ledger, Walker

FIRST = date(2026, 1, 1)
some_day = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
moments = st.integers(0, 40 * 24 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=HANOI) + timedelta(minutes=n)
)
limits = st.integers(0, 40 * 60)
slow = settings(max_examples=60)


@st.composite
def spans(draw, at_most=3):
    edges = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2 * at_most)))
    edges = edges[: len(edges) // 2 * 2]
    texts = [f"{edge // 60:02}:{edge % 60:02}" for edge in edges]
    return tuple(zip(texts[::2], texts[1::2], strict=True))


def times(written):
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in written)


@st.composite
def offices(draw):
    """A calendar of an office as it may be, fast and slow."""
    days = draw(st.dictionaries(some_day, st.sampled_from(DayKind), max_size=25))
    usual = draw(st.just(USUAL) | spans())
    by_weekday = draw(st.dictionaries(st.integers(0, 3), st.just(()) | spans(), max_size=3))
    short = draw(st.dictionaries(some_day, spans(), max_size=5))
    hours = OfficeHours(times(usual), tuple((day, times(each)) for day, each in by_weekday.items()))
    fast = WorkingCalendar(days, hours, {day: times(each) for day, each in short.items()})
    return fast, Walker(days, usual=usual, by_weekday=by_weekday, short_days=short)


@slow
@given(offices(), moments, limits)
def test_adding_minutes_agrees_with_walking_minute_by_minute(office, at, minutes):
    fast, walker = office
    assert fast.add_minutes(at, minutes) == walker.add_minutes(at, minutes)


@slow
@given(offices(), moments)
def test_the_next_opening_agrees_with_walking(office, at):
    fast, walker = office
    assert fast.next_open(at) == walker.next_open(at)
    assert fast.is_open(at) == walker.runs(at)


@slow
@given(offices(), moments, st.integers(0, 14 * 24 * 60))
def test_minutes_between_agree_with_counting_them(office, start, span):
    fast, walker = office
    end = start + timedelta(minutes=span)
    assert fast.working_minutes_between(start, end) == walker.minutes_between(start, end)
    assert fast.working_minutes_between(end, start) == -walker.minutes_between(start, end)


reference = build(load_reference())
sixteen_years = st.integers(0, (15 * 365 + 300) * 1440).map(
    lambda n: datetime(2016, 1, 1, tzinfo=HANOI) + timedelta(minutes=n)
)


@pytest.fixture(scope="module")
def ledger():
    return Ledger()


@settings(max_examples=2000)
@given(at=sixteen_years, minutes=st.integers(1, 60 * 24 * 5))
def test_due_dates_from_2016_to_2031_agree_with_every_open_minute_written_down(ledger, at, minutes):
    due = reference.add_minutes(at, minutes)
    assert due == ledger.due(at, minutes)
    assert reference.working_minutes_between(at, due) == minutes == ledger.between(at, due)
    assert ledger.is_open(due - timedelta(minutes=1))
    assert reference.is_open(at) == ledger.is_open(at)


def test_every_day_from_2016_to_2031_has_the_open_minutes_of_the_written_ledger(ledger):
    day = datetime(2016, 1, 1, tzinfo=HANOI)
    while day.year < 2032:
        after = day + timedelta(days=1)
        assert reference.working_minutes_between(day, after) == ledger.between(day, after), day
        day = after


any_moment = st.datetimes(datetime(1990, 1, 1), datetime(2160, 1, 1), timezones=st.sampled_from([UTC, HANOI]))


@given(any_moment, st.integers(1, 2_000_000))
def test_what_was_added_is_counted_again(at, minutes):
    due = reference.add_minutes(at, minutes)
    assert reference.working_minutes_between(at, due) == minutes


@given(any_moment, st.integers(1, 2_000_000))
def test_no_limit_ends_in_rest_time(at, minutes):
    due = reference.add_minutes(at, minutes)
    assert reference.is_open(due - timedelta(microseconds=1))


@given(any_moment, st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_limit_can_be_run_in_two_parts(at, first, second):
    halfway = reference.add_minutes(at, first)
    assert reference.add_minutes(halfway, second) == reference.add_minutes(at, first + second)


@given(any_moment, any_moment, st.integers(0, 5_000))
def test_whoever_comes_later_is_not_due_earlier(one, other, minutes):
    early, late = sorted([one, other])
    assert reference.add_minutes(early, minutes) <= reference.add_minutes(late, minutes)


@given(any_moment, st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_longer_limit_is_not_due_earlier(at, one, other):
    short, long = sorted([one, other])
    assert reference.add_minutes(at, short) <= reference.add_minutes(at, long)


@given(offices(), any_moment, st.integers(1, 200_000))
def test_any_office_counts_again_what_it_added(office, at, minutes):
    fast, _ = office
    assert fast.working_minutes_between(at, fast.add_minutes(at, minutes)) == minutes


@given(st.dates(date(1990, 1, 1), date(2160, 1, 1)))
def test_the_next_working_day_is_the_first_one_after(day):
    after = reference.next_working_day(day)
    between = [day + timedelta(days=n) for n in range(1, (after - day).days)]
    assert reference.is_working(after)
    assert after > day
    assert not any(reference.is_working(each) for each in between)


@given(any_moment, st.integers(1, 400), st.sampled_from(["days", "months"]))
def test_limits_in_days_and_months_end_at_the_close_of_a_working_day(at, count, unit):
    ask = reference.add_calendar_days if unit == "days" else reference.add_months
    due = ask(at, count)
    assert due == reference.close_of(due.date())
    assert reference.is_working(due.date())
    assert due <= ask(at, count + 1)
