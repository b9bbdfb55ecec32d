"""Who somebody is at work, and how far they see."""

from cuamo.kernel.actors import SYSTEM, ActorKind
from cuamo.kernel.clock import local
from cuamo.organisation.models import Membership
from cuamo.organisation.selectors.scope import may_see_unit, units_under
from cuamo.organisation.selectors.staff import actor_of, staff_of
from cuamo.organisation.services.roles import grant_role, revoke_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.organisation.conftest import EARLIER, NOW


def test_an_actor_stands_at_the_unit_of_the_oldest_role(network):
    account = Account.objects.create(username="lan", full_name="Trần Thị Lan")
    grant_role(account_id=account.id, unit_code="DL-002", role=Role.CLERK, actor=SYSTEM, at=EARLIER)
    grant_role(account_id=account.id, unit_code="DL-001", role=Role.SHIFT_LEAD, actor=SYSTEM, at=NOW)

    actor = actor_of(account, at=local("2026-11-26 08:00"))

    assert (actor.unit_code, actor.roles) == ("DL-002", frozenset({"CLERK"}))


def test_a_role_ends_when_it_is_revoked(network):
    account = Account.objects.create(username="lan", full_name="Trần Thị Lan")
    membership = grant_role(
        account_id=account.id, unit_code="DL-001", role=Role.CLERK, actor=SYSTEM, at=EARLIER
    )
    revoke_role(membership_id=membership.id, actor=SYSTEM, at=NOW)

    assert actor_of(account, at=local("2026-11-10 08:00")).roles == {"CLERK"}
    assert actor_of(account, at=NOW).roles == frozenset()
    assert Membership.objects.count() == 1


def test_a_citizen_has_no_unit(db):
    account = Account.objects.create(username="vneid-1", full_name="Trần Văn Thử", kind="CITIZEN")

    assert actor_of(account, at=NOW).kind is ActorKind.CITIZEN


def test_the_centre_sees_agencies_branches_and_points_but_no_authority(network, work_at):
    inspector = work_at("TTPVHCC", Role.INSPECTOR)

    assert {"DL-001", "CN-03", "DIEM-00070", "VNPOST"} <= set(units_under("TTPVHCC"))
    assert may_see_unit(inspector, "DL-094")
    assert not may_see_unit(inspector, "PX-00070")


def test_an_operator_sees_its_own_agencies_only(network, work_at):
    coordinator = work_at("VNPOST", Role.COORDINATOR)

    assert len(units_under("VNPOST")) == 33
    assert may_see_unit(coordinator, "DL-001")
    assert not may_see_unit(coordinator, "DIEM-00070")
    assert units_under("nowhere") == units_under("") == []


def test_staff_of_a_unit_by_role(network, work_at):
    clerk = work_at("DL-001", Role.CLERK)

    assert [str(account.id) for account in staff_of(["DL-001"], Role.CLERK, at=NOW)] == [clerk.id]
    assert not staff_of(["DL-001"], Role.SHIFT_LEAD, at=NOW)
