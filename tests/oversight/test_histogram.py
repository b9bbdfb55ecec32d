"""Medians out of counts per bucket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.oversight.rules.histogram import PRESSES, SECONDS, add_to, median_of, together


def counted(values, edges=SECONDS):
    counts: list[int] = []
    for value in values:
        counts = add_to(counts, value, edges)
    return counts


def test_edges_rise_and_an_empty_count_has_no_median():
    for edges in (SECONDS, PRESSES):
        assert list(edges) == sorted(set(edges))
    assert median_of([], SECONDS) is None


def test_what_is_longer_than_the_last_edge_falls_into_the_last_bucket():
    assert counted([10_000])[-1] == 1
    assert counted([0])[0] == 1


@given(st.lists(st.integers(0, 3_600), min_size=1, max_size=60))
def test_the_median_lies_in_the_bucket_of_the_true_one(values):
    values.sort()
    true = values[(len(values) - 1) // 2]
    edge = next(place for place, upper in enumerate(SECONDS) if true <= upper)
    low = SECONDS[edge - 1] if edge else 0

    assert low <= median_of(counted(values), SECONDS) <= SECONDS[edge]


@given(st.lists(st.integers(0, 10), min_size=1, max_size=40))
def test_a_few_presses_are_told_to_the_press(values):
    values.sort()
    true = values[(len(values) - 1) // 2]

    assert median_of(counted(values, PRESSES), PRESSES) == true


@given(st.lists(st.lists(st.integers(0, 3_600), min_size=1, max_size=20), min_size=1, max_size=6))
def test_days_added_are_the_days_counted_together(days):
    assert together([counted(day) for day in days]) == counted([value for day in days for value in day])


@pytest.mark.parametrize(("values", "low", "high"), [([12] * 9, 10, 12), ([240] * 10, 210, 240)])
def test_the_place_within_a_bucket_follows_its_share(values, low, high):
    assert low <= median_of(counted(values), SECONDS) <= high
