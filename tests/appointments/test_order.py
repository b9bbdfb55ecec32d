"""Who is called next: fair to priority, booked times and arrival, and nobody waits for ever."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cuamo.appointments.rules.order import (
    BOOKED_GRACE,
    BOOKED_HEAD_START,
    LONGEST_HEAD_START,
    PRIORITY_HEAD_START,
    rank,
    rank_on_return,
)
from cuamo.appointments.types import Priority
from cuamo.kernel.clock import local

NINE = local("2026-11-27 09:00")
MINUTE = timedelta(minutes=1)
PRIORITIES = st.sampled_from(list(Priority))
moments = st.integers(0, 10 * 60).map(lambda minutes: NINE + minutes * MINUTE)


@st.composite
def arrivals(draw):
    """Somebody who comes, with any claim; a booked time up to three hours from the arrival."""
    came = draw(moments)
    booked = draw(st.none() | st.integers(-180, 60).map(lambda minutes: came + minutes * MINUTE))
    return came, draw(PRIORITIES), booked


def test_without_claims_the_earlier_one_is_called_first():
    assert rank(NINE) < rank(NINE + MINUTE)


def test_priority_goes_before_who_came_up_to_an_hour_earlier_and_after_who_waits_longer():
    elderly = rank(NINE, priority=Priority.ELDERLY)

    assert elderly < rank(NINE - timedelta(minutes=59))
    assert elderly > rank(NINE - timedelta(minutes=61))


def test_a_booked_time_counts_from_half_an_hour_before_it_and_no_longer_when_much_too_late():
    ten = NINE + timedelta(hours=1)

    assert rank(ten - 5 * MINUTE, booked_for=ten) == ten - BOOKED_HEAD_START
    assert rank(ten + BOOKED_GRACE, booked_for=ten) == ten - BOOKED_HEAD_START
    assert rank(ten + BOOKED_GRACE + MINUTE, booked_for=ten) == ten + BOOKED_GRACE + MINUTE


def test_coming_much_too_early_for_a_booked_time_is_no_worse_than_coming_without_one():
    assert rank(NINE, booked_for=NINE + timedelta(hours=1)) == NINE


@given(arrivals())
def test_no_claim_makes_the_wait_longer_and_none_gives_more_than_the_longest_head_start(arrival):
    came, priority, booked = arrival

    assert came - LONGEST_HEAD_START <= rank(came, priority=priority, booked_for=booked) <= came


@given(arrivals())
def test_claims_do_not_add_up(arrival):
    came, priority, booked = arrival

    both = rank(came, priority=priority, booked_for=booked)

    assert both == min(rank(came, priority=priority), rank(came, booked_for=booked))


@given(st.lists(arrivals(), min_size=2, max_size=40), st.integers(1, 20))
def test_nobody_is_overtaken_by_anybody_who_came_an_hour_later(people, minutes_per_visit):
    """A day at one counter: whoever waits is called before everybody who came an hour after them."""
    waiting = sorted(
        (
            (rank(came, priority=priority, booked_for=booked), number, came)
            for number, (came, priority, booked) in enumerate(sorted(people, key=lambda one: one[0]))
        ),
        key=lambda one: one[2],
    )
    now, called = NINE, []
    while len(called) < len(waiting):
        here = [one for one in waiting if one[2] <= now and one not in called]
        if here:
            called.append(min(here))
        now += minutes_per_visit * MINUTE
    for place, one in enumerate(called):
        for earlier in called[:place]:
            assert earlier[2] <= one[2] + PRIORITY_HEAD_START


@given(arrivals(), st.integers(1, 300))
def test_who_missed_a_call_comes_back_no_earlier_than_before(arrival, minutes):
    came, priority, booked = arrival
    before = rank(came, priority=priority, booked_for=booked)
    returned = came + minutes * MINUTE

    again = rank_on_return(returned, before=before)

    assert before <= again <= max(before, returned)
