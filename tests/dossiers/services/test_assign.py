"""Giving waiting dossiers to an officer."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.services.assign import assign
from cuamo.dossiers.services.run_bulk import rehearse_bulk
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.organisation.models import Absence
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.services.roles import grant_role
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.city import MORNING, staff
from tests.web.officer.desk import accepted, fill_queue

pytestmark = pytest.mark.django_db
AT = MORNING + timedelta(hours=1)
WARD = "PX-00070"


def specialist(number: int, unit: str = WARD) -> Actor:
    """Another specialist of the unit."""
    account = Account.objects.create_user(
        f"chuyenvien{number}.so", "x" * 20, full_name=f"Chuyên viên {number}"
    )
    grant_role(account_id=account.id, unit_code=unit, role=Role.SPECIALIST, actor=SYSTEM, at=MORNING)
    return actor_of(account, at=AT)


@pytest.fixture
def leader(city, db) -> Actor:
    return staff("lanhdao.hoankiem")


def waiting(count: int, unit: str = WARD) -> list:
    """Ids of dossiers that wait for examination."""
    fill_queue(count, unit=unit, step="EXAMINE")
    return list(WorkItem.objects.filter(unit_code=unit, step="EXAMINE").values_list("dossier_id", flat=True))


def given() -> set[tuple[str, str]]:
    return set(WorkItem.objects.values_list("assignee_id", "holder_id"))


def test_the_leader_gives_dossiers_to_an_officer_and_the_ledger_says_so(counter, leader):
    dossier, officer = accepted(counter), specialist(1)

    moved = assign(dossier_ids=[dossier.id], to_officer=officer.id, by=leader, at=AT)

    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert (moved, item.assignee_id, item.assignee_name) == (1, officer.id, officer.name)
    last = events.history_of(dossier.id)[-1]
    assert (last.name, last.data["to"], last.actor["id"]) == ("dossier.assigned", officer.id, leader.id)


def test_who_had_it_in_hands_lets_go_and_giving_it_again_counts_as_nothing(counter, leader):
    dossier, first, second = accepted(counter), specialist(1), specialist(2)
    WorkItem.objects.filter(dossier_id=dossier.id).update(holder_id=first.id, holder_name=first.name)

    assign(dossier_ids=[dossier.id], to_officer=second.id, by=leader, at=AT)
    again = assign(dossier_ids=[dossier.id], to_officer=second.id, by=leader, at=AT)

    assert (again, given()) == (0, {(second.id, "")})
    assert events.names_of(dossier.id).count("dossier.assigned") == 1


def test_two_hundred_at_once_and_not_one_more(leader):
    officer, many = specialist(1), waiting(201)

    with pytest.raises(Invalid):
        assign(dossier_ids=many, to_officer=officer.id, by=leader, at=AT)
    with pytest.raises(Invalid):
        assign(dossier_ids=[], to_officer=officer.id, by=leader, at=AT)
    assert given() == {("", "")}

    assert assign(dossier_ids=many[:200], to_officer=officer.id, by=leader, at=AT) == 200


def test_only_the_leader_of_the_unit_gives_out_its_work(leader):
    officer, mine, elsewhere = specialist(1), waiting(1), waiting(1, "PX-00082")

    for by, ids in ((officer, mine), (staff("tiepnhan.hoankiem"), mine), (leader, mine + elsewhere)):
        with pytest.raises(NotPermitted):
            assign(dossier_ids=ids, to_officer=officer.id, by=by, at=AT)
    assert given() == {("", "")}


def test_nothing_is_given_to_who_does_not_work_at_that_step_there(leader):
    mine = waiting(2)

    for officer in (staff("vanthu.hoankiem"), staff("tiepnhan.hoankiem"), specialist(1, "PX-00082"), leader):
        with pytest.raises(Conflict) as refused:
            assign(dossier_ids=mine, to_officer=officer.id, by=leader, at=AT)
        assert refused.value.code == "assign.step"
    for nobody in ("", "x", uuid4()):
        with pytest.raises(NotFound):
            assign(dossier_ids=mine, to_officer=nobody, by=leader, at=AT)
    with pytest.raises(NotFound):
        assign(dossier_ids=[*mine, uuid4()], to_officer=specialist(2).id, by=leader, at=AT)
    assert given() == {("", "")}


def test_who_is_away_today_gets_nothing_and_the_substitute_is_named(leader):
    officer, other, mine = specialist(1), specialist(2), waiting(1)
    Absence.objects.create(
        account_id=officer.id,
        unit_code=WARD,
        starts_on=date(2026, 11, 18),
        ends_on=date(2026, 11, 20),
        substitute_id=other.id,
    )

    with pytest.raises(Conflict) as refused:
        assign(dossier_ids=mine, to_officer=officer.id, by=leader, at=AT)

    assert "nghỉ đến hết ngày 20/11/2026" in refused.value.vi
    assert other.name in refused.value.hint_vi
    assert given() == {("", "")}
    assert assign(dossier_ids=mine, to_officer=officer.id, by=leader, at=AT + timedelta(days=1)) == 1


def test_a_try_refuses_what_would_be_refused_and_changes_nothing(counter, leader):
    officer, mine = specialist(1), [accepted(counter).id]
    before = given()

    tried = [
        rehearse_bulk(act="giao", dossier_ids=mine, officer=leader, params={"to": to.id}, at=AT)
        for to in (officer, leader)
    ]

    assert [row.does for rows in tried for row in rows] == [True, False]
    assert given() == before
    with pytest.raises(Conflict):
        assign(dossier_ids=mine, to_officer=leader.id, by=leader, at=AT)
    assert given() == before
