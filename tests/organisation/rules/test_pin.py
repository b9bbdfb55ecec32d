"""Which PINs are refused."""

import pytest

from cuamo.organisation.rules.pin import why_weak


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("", "form"),
        ("12345", "form"),
        ("1234567", "form"),
        ("12a456", "form"),
        ("１２３４５６", "form"),
        ("²²²²²²", "form"),
        ("111111", "same"),
        ("123456", "run"),
        ("567890", "run"),
        ("987654", "run"),
        ("121212", "pattern"),
        ("739739", "pattern"),
        ("738837", "pattern"),
        ("020985", "date"),
        ("850902", "date"),
        ("092885", "date"),
        ("290296", "date"),
        ("091985", "date"),
        ("198509", "date"),
    ],
)
def test_what_people_try_first_is_refused(pin, why):
    assert why_weak(pin) == why


@pytest.mark.parametrize("pin", ["482617", "739152", "604938", "995713"])
def test_other_numbers_may_be_used(pin):
    assert why_weak(pin) == ""


def test_most_of_the_million_numbers_may_be_used():
    left = sum(not why_weak(f"{number:06d}") for number in range(0, 1_000_000, 7))

    assert left / (1_000_000 / 7) > 0.85
