"""Which role fits where, and which exclude each other."""

import pytest

from cuamo.organisation.rules.roles import FITS, clashes, fits
from cuamo.organisation.types import Role, UnitKind


def test_every_role_has_its_kinds_of_units():
    assert set(FITS) == set(Role.values)
    assert set().union(*FITS.values()) <= set(UnitKind.values)


def test_staff_of_an_agency_never_decide():
    for role in ("SPECIALIST", "LEADER", "RECEIVER"):
        assert not fits(role, "AGENCY")


@pytest.mark.parametrize(
    ("held", "wanted"), [("CLERK", "SPECIALIST"), ("SPECIALIST", "LEADER"), ("INSPECTOR", "LEADER")]
)
def test_who_helps_examines_and_approves_are_three_people(held, wanted):
    assert clashes([held], wanted) == held
    assert clashes([wanted], held) == wanted


def test_a_shift_lead_may_sit_at_the_counter():
    assert clashes(["CLERK"], "SHIFT_LEAD") == ""
