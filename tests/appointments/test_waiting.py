"""Waiting times come from measured visits, never from nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.appointments.rules.spoken import call_words, digits
from cuamo.appointments.rules.waiting import quartiles, wait_range

ahead = st.integers(0, 200)
counters = st.integers(1, 20)
times = st.tuples(st.integers(0, 7200), st.integers(0, 7200)).map(lambda pair: tuple(sorted(pair)))


def test_four_people_at_two_counters_of_three_to_six_minutes():
    wait = wait_range(ahead=4, counters=2, quick_seconds=180, slow_seconds=360)

    assert (wait.least, wait.most) == (6, 15)


def test_with_nobody_ahead_it_may_still_take_one_slow_visit():
    wait = wait_range(ahead=0, counters=1, quick_seconds=180, slow_seconds=300)

    assert (wait.least, wait.most) == (0, 5)


def test_long_waits_are_rounded_outwards():
    wait = wait_range(ahead=20, counters=1, quick_seconds=240, slow_seconds=300)

    assert (wait.least, wait.most) == (80, 110)


@given(ahead, counters, times)
def test_the_range_is_a_range_and_never_zero_to_zero(people, seats, seconds):
    wait = wait_range(ahead=people, counters=seats, quick_seconds=seconds[0], slow_seconds=seconds[1])

    assert 0 <= wait.least <= wait.most
    assert wait.most >= 1


@given(ahead, counters, times)
def test_one_more_ahead_never_shortens_the_wait_and_one_more_counter_never_lengthens_it(
    people, seats, seconds
):
    quick, slow = seconds

    def wait(ahead, counters):
        return wait_range(ahead=ahead, counters=counters, quick_seconds=quick, slow_seconds=slow)

    now, more, seat = wait(people, seats), wait(people + 1, seats), wait(people, seats + 1)
    assert more.least >= now.least
    assert more.most >= now.most
    assert seat.least <= now.least
    assert seat.most <= now.most


@pytest.mark.parametrize(
    ("people", "seats", "quick", "slow"), [(-1, 1, 1, 1), (0, 0, 1, 1), (0, 1, 2, 1), (0, 1, -1, 1)]
)
def test_what_is_no_queue_is_refused(people, seats, quick, slow):
    with pytest.raises(ValueError, match="no such queue"):
        wait_range(ahead=people, counters=seats, quick_seconds=quick, slow_seconds=slow)


@given(st.lists(st.integers(1, 7200), min_size=1, max_size=100))
def test_quartiles_are_times_that_were_measured(seconds):
    quick, slow = quartiles(seconds)

    assert quick in seconds
    assert slow in seconds
    assert quick <= slow
    assert sum(one < quick for one in seconds) <= len(seconds) / 4
    assert sum(one > slow for one in seconds) <= len(seconds) / 4


def test_no_times_are_no_quartiles():
    with pytest.raises(ValueError, match="no measured times"):
        quartiles([])


def test_a_number_is_called_digit_by_digit():
    assert call_words("012", 2, "vi") == "Mời số không một hai, đến quầy hai."
    assert call_words("105", 14, "en") == "Number one zero five, please go to counter one four."


@pytest.mark.parametrize("text", ["", "1a", "-1", "１２", "१२"])
def test_only_digits_are_called(text):
    with pytest.raises(ValueError, match="no row of digits"):
        digits(text, "vi")
