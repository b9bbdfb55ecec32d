"""Phones are left in peace at night, by the hours the city chose."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.kernel.clock import HANOI, local
from cuamo.notices.rules.quiet import USUAL, hours_from, may_go_at


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-11-26 20:59", "2026-11-26 20:59"),
        ("2026-11-26 21:00", "2026-11-27 07:00"),
        ("2026-11-26 23:59", "2026-11-27 07:00"),
        ("2026-11-27 00:00", "2026-11-27 07:00"),
        ("2026-11-27 06:59", "2026-11-27 07:00"),
        ("2026-11-27 07:00", "2026-11-27 07:00"),
        ("2026-12-31 22:00", "2027-01-01 07:00"),
    ],
)
def test_a_text_without_a_code_waits_for_the_morning(at, goes):
    assert may_go_at(local(at), quiet=True) == local(goes)
    assert may_go_at(local(at), quiet=False) == local(at)


def test_a_city_may_choose_other_hours_or_none():
    noon = hours_from("12:00-13:30")
    assert may_go_at(local("2026-11-26 12:10"), quiet=True, hours=noon) == local("2026-11-26 13:30")
    assert may_go_at(local("2026-11-26 13:30"), quiet=True, hours=noon) == local("2026-11-26 13:30")
    assert may_go_at(local("2026-11-26 23:00"), quiet=True, hours=noon) == local("2026-11-26 23:00")
    assert hours_from(" None ") is None
    assert may_go_at(local("2026-11-26 23:00"), quiet=True, hours=None) == local("2026-11-26 23:00")
    assert hours_from("21:00-07:00") == USUAL


@pytest.mark.parametrize("words", ["", "21:00", "25:00-07:00", "21:00-07:00-08:00", "tối"])
def test_words_that_are_no_hours_are_named(words):
    with pytest.raises(ValueError, match="21:00-07:00"):
        hours_from(words)


@given(
    st.datetimes(timezones=st.just(HANOI)).filter(lambda at: 1950 < at.year < 2200),
    st.tuples(st.times(), st.times()),
)
def test_what_may_go_is_never_in_the_quiet_hours_and_never_earlier(at, hours):
    hours = tuple(time(part.hour, part.minute) for part in hours)
    goes = may_go_at(at, quiet=True, hours=hours)
    assert goes >= at
    assert may_go_at(goes, quiet=True, hours=hours) == goes
