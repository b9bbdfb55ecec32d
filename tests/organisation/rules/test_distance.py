"""How far apart two places are."""

import pytest

from cuamo.organisation.rules.distance import metres_between


def test_one_degree_of_latitude_is_111_kilometres():
    assert metres_between(21.0, 105.0, 22.0, 105.0) == pytest.approx(111_195, abs=2)


def test_the_same_place_is_no_distance_away():
    assert metres_between(21.02, 105.85, 21.02, 105.85) == 0
