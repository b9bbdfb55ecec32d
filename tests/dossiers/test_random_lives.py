"""Random lives, clocks and people: no illegal state, no change without an event, no clock that errs."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.dossiers.lives import MUST_HAPPEN, REACHED, Life


@pytest.mark.django_db
def test_random_lives_never_leave_the_law(city):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    missed = MUST_HAPPEN - {name.removeprefix("dossier.") for name in REACHED}
    assert not missed, f"{sorted(missed)} never happened; what did: {sorted(REACHED)}"
