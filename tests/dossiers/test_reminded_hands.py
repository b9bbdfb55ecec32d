"""Reminders go to whom the work was given, and with it to whoever has it next; standing in gives no role."""

from datetime import timedelta
from uuid import UUID

import pytest

from cuamo.dossiers.models import Dossier, Expedite, StaffAlert, WorkItem
from cuamo.dossiers.selectors.whom_to_tell import centre, leaders_of, supervisors
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.assign import assign
from cuamo.dossiers.services.expedite import ask_expedite
from cuamo.dossiers.services.lock_item import open_item
from cuamo.dossiers.services.raise_alerts import raise_alerts
from cuamo.dossiers.services.transfer import transfer
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.services.warn_slow import warn_slow
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Absence
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.city import MORNING, staff

pytestmark = pytest.mark.django_db
WARD, OTHER_WARD = "PX-00070", "PX-00091"


def newcomer(name: str, role: str, unit: str = WARD) -> Account:
    account = Account.objects.create_user(f"{name}.moi", "x" * 20, full_name=f"Người {name}")
    grant_role(account_id=account.id, unit_code=unit, role=role, actor=SYSTEM, at=MORNING)
    return account


@pytest.fixture
def officer(city, db):
    return staff("chuyenvien.hoankiem")


@pytest.fixture
def leader(city, db):
    return staff("lanhdao.hoankiem")


@pytest.fixture
def dossier(counter, officer):
    """A dossier that arrived at the ward and was given to its only specialist; nobody has opened it."""
    sent = counter.sent("1.004873")
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))
    item = WorkItem.objects.get(dossier_id=sent.id)
    assert (item.assignee_id, item.holder_id) == (officer.id, "")
    return Dossier.objects.select_related("version").get(id=sent.id)


def hear(dossier, times: int = 2) -> None:
    for _ in range(times):
        for event in history_of(dossier.id):
            raise_alerts(event)


def open_ones(dossier, **more):
    rows = StaffAlert.objects.filter(subject_id=dossier.id, ended_at=None, **more)
    return sorted((alert.kind, alert.as_who, alert.account_id) for alert in rows)


def test_whom_the_work_was_given_is_reminded_though_nobody_opened_it(dossier, officer):
    newcomer("cung-phong", Role.SPECIALIST)

    warn(at=WorkItem.objects.get(dossier_id=dossier.id).warn_at)
    hear(dossier)

    assert open_ones(dossier) == [("SOON", "HOLDER", officer.id)]


def test_a_colleague_who_only_looks_is_not_reminded_instead(dossier, officer, leader):
    looks = actor_of(newcomer("xem", Role.SPECIALIST), at=MORNING)
    open_item(dossier_id=dossier.id, officer=looks, at=local("2026-11-20 09:10"))

    item = WorkItem.objects.get(dossier_id=dossier.id)
    warn_slow(at=item.arrived_at + (item.step_due_at - item.arrived_at) / 2)
    warn(at=dossier.due_at + timedelta(minutes=1))
    hear(dossier)

    assert item.holder_id == looks.id
    assert open_ones(dossier) == [("LATE", "HOLDER", officer.id), ("LATE", "SUPERVISOR", leader.id)]


@pytest.mark.parametrize("how", ["taken over", "assigned"])
def test_whoever_gets_a_late_dossier_is_reminded_and_whoever_gave_it_is_no_more(dossier, leader, how):
    account = newcomer("nhan", Role.SPECIALIST)
    at = dossier.due_at + timedelta(minutes=1)
    warn(at=at)
    hear(dossier)

    later = at + timedelta(minutes=5)
    if how == "assigned":
        assign(dossier_ids=[dossier.id], to_officer=account.id, by=leader, at=later)
    else:
        open_item(dossier_id=dossier.id, officer=actor_of(account, at=at), take_over=True, at=later)
    hear(dossier)

    assert open_ones(dossier) == [("LATE", "HOLDER", str(account.id)), ("LATE", "SUPERVISOR", leader.id)]


def test_a_late_dossier_passed_on_reminds_the_new_authority_alone(dossier, officer, leader):
    newcomer("nhan", Role.SPECIALIST, OTHER_WARD)
    newcomer("dung-dau", Role.LEADER, OTHER_WARD)
    at = dossier.due_at + timedelta(minutes=1)
    warn(at=at)
    hear(dossier)
    before = open_ones(dossier)

    transfer(dossier_id=dossier.id, officer=officer, to_unit=OTHER_WARD, reason="Thuộc phường khác.", at=at)
    hear(dossier)

    new = WorkItem.objects.get(dossier_id=dossier.id)
    above = sorted(who.id for who in supervisors(OTHER_WARD, at=at))
    assert before == [("LATE", "HOLDER", officer.id), ("LATE", "SUPERVISOR", leader.id)]
    assert new.unit_code == OTHER_WARD
    assert new.assignee_id
    assert open_ones(dossier) == sorted(
        [("LATE", "HOLDER", new.assignee_id), *(("LATE", "SUPERVISOR", who) for who in above)]
    )
    assert {who for *_, who in open_ones(dossier)} & {officer.id, leader.id} == set()


def test_a_dossier_soon_due_that_comes_back_to_its_first_officer_reminds_them_again(dossier, officer, leader):
    account = newcomer("giua", Role.SPECIALIST)
    at = WorkItem.objects.get(dossier_id=dossier.id).warn_at
    warn(at=at)
    hear(dossier, times=1)
    for minutes, to in ((1, account.id), (2, officer.id)):
        assign(dossier_ids=[dossier.id], to_officer=to, by=leader, at=at + timedelta(minutes=minutes))
        hear(dossier, times=1)

    assert open_ones(dossier) == [("SOON", "HOLDER", officer.id)]


def away(who, *, instead=None) -> None:
    Absence.objects.create(
        account_id=UUID(who.id),
        unit_code=WARD,
        substitute=instead,
        starts_on="2026-11-20",
        ends_on="2027-01-20",
    )


def test_standing_in_for_a_leader_makes_nobody_a_leader(dossier, officer, leader):
    away(leader, instead=Account.objects.get(username="chuyenvien.hoankiem"))
    at = dossier.due_at + timedelta(hours=1)

    asked = ask_expedite(
        dossier_id=dossier.id, asker=staff("tongdai.vcs"), reason="Người dân cần giấy.", at=at
    )

    up = [who.id for who in centre(at=at)]
    assert asked.expedite is not None
    assert Expedite.objects.get().to_id in up
    assert leaders_of(WARD, at=at) == []
    assert [who.id for who in supervisors(WARD, at=at)] == up


def test_another_leader_of_the_unit_is_told_while_the_first_is_away(city, leader):
    second = newcomer("pho", Role.LEADER)
    away(leader, instead=second)

    assert [who.id for who in leaders_of(WARD, at=MORNING)] == [str(second.id)]


def test_for_an_officer_away_the_substitute_of_the_same_role_is_reminded_and_no_other(dossier, officer):
    able = newcomer("thay", Role.SPECIALIST)
    clerk = Account.objects.get(username="vanthu.hoankiem")
    at = WorkItem.objects.get(dossier_id=dossier.id).warn_at
    away(officer, instead=clerk)

    warn(at=at)
    hear(dossier)

    assert open_ones(dossier) == [("SOON", "HOLDER", str(able.id))]
    StaffAlert.objects.all().delete()
    third = newcomer("khac", Role.SPECIALIST)
    Absence.objects.update(substitute=third)
    hear(dossier)
    assert open_ones(dossier) == [("SOON", "HOLDER", str(third.id))]
