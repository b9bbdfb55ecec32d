"""Who may give which role to whom."""

import pytest

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.organisation.conftest import NOW


@pytest.fixture
def newcomer(db):
    return Account.objects.create(username="moi", full_name="Lê Văn Mới")


def grant(newcomer, unit_code, role, actor=SYSTEM):
    return grant_role(account_id=newcomer.id, unit_code=unit_code, role=role, actor=actor, at=NOW)


def test_granting_twice_is_granting_once(network, newcomer):
    assert grant(newcomer, "DL-001", Role.CLERK) == grant(newcomer, "DL-001", Role.CLERK)
    assert events.names_of(newcomer.id) == ["role.granted"]


def test_a_coordinator_staffs_the_own_agencies_only(network, newcomer, work_at):
    coordinator = work_at("VNPOST", Role.COORDINATOR)

    grant(newcomer, "DL-001", Role.CLERK, coordinator)
    with pytest.raises(NotPermitted):
        grant(newcomer, "DL-003", Role.CLERK, coordinator)
    with pytest.raises(NotPermitted):
        grant(newcomer, "DIEM-00070", Role.RECEIVER, coordinator)


def test_a_clerk_gives_no_roles(network, newcomer, work_at):
    with pytest.raises(NotPermitted):
        grant(newcomer, "DL-001", Role.CLERK, work_at("DL-001", Role.CLERK))


def test_a_role_fits_its_unit(network, newcomer):
    with pytest.raises(Invalid):
        grant(newcomer, "DL-001", Role.LEADER)


def test_duties_stay_apart(network, newcomer):
    grant(newcomer, "DL-001", Role.CLERK)
    with pytest.raises(Conflict):
        grant(newcomer, "DIEM-00070", Role.RECEIVER)


def test_an_unknown_unit_is_said(network, newcomer):
    with pytest.raises(NotFound):
        grant(newcomer, "DL-999", Role.CLERK)
