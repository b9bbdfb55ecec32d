"""When a place is open."""

import pytest

from cuamo.kernel.clock import local
from cuamo.organisation.rules.hours import closes_at, faults_of, is_open_at

OFFICE = {"mon": [["08:00", "12:00"], ["13:00", "17:00"]]}


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-23 11:59", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 13:00", True),
        ("2026-11-23 17:00", False),
        ("2026-11-24 09:00", False),
    ],
)
def test_open_from_the_first_minute_to_before_the_last(moment, is_open):
    assert is_open_at(OFFICE, local(moment)) is is_open


def test_closing_time_is_that_of_the_span():
    assert closes_at(OFFICE, local("2026-11-23 09:00")) == "12:00"
    assert closes_at(OFFICE, local("2026-11-23 12:30")) == ""


@pytest.mark.parametrize(
    "hours",
    [
        {"monday": []},
        {"mon": [["8h", "12h"]]},
        {"mon": [["12:00", "08:00"]]},
        {"mon": [["08:00", "12:00"], ["11:00", "13:00"]]},
        {"mon": [["08:00"]]},
    ],
)
def test_wrong_hours_are_named(hours):
    assert faults_of(hours)


def test_right_hours_have_no_faults():
    assert faults_of(OFFICE) == []
