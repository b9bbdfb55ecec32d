"""Nobody approves, returns, extends, stops or corrects what they examined themselves, in whatever role."""

from datetime import timedelta

import pytest

from cuamo.dossiers.selectors.desk_checks import checks_for
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.examine import tick_check
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.propose_return import propose_return
from cuamo.dossiers.services.run_bulk import rehearse_bulk
from cuamo.dossiers.services.stop import stop
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import local
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.models import Absence, Membership
from cuamo.organisation.types import Role
from cuamo.people.models import Account
from tests.support.city import MORNING, citizen_of, staff
from tests.web.officer.desk import RESULT, WITH_PAPERS, accepted, issued, proposed, snapshot

pytestmark = pytest.mark.django_db
AT = MORNING + timedelta(minutes=40)
ITEM = {"about": "", "label": "Cả hồ sơ", "reason": "Ảnh mờ.", "todo": "Chụp lại."}


@pytest.fixture
def promoted(counter):
    """The specialist, as a leader of the same unit: made one, or standing in for one."""

    def promote() -> Actor:
        account = Account.objects.get(username="chuyenvien.hoankiem")
        Membership.objects.filter(account=account).update(role=Role.LEADER)
        return staff("chuyenvien.hoankiem")

    return promote


def refused(dossier, act) -> str:
    """Run the act, expect it refused, and nothing changed."""
    before = snapshot(dossier.id)
    with pytest.raises(NotPermitted) as refusal:
        act()
    assert snapshot(dossier.id) == before
    return refusal.value.code


def test_neither_approves_nor_sends_back_what_they_proposed(counter, promoted):
    dossier = proposed(counter)
    own = promoted()

    assert refused(dossier, lambda: approve(dossier_id=dossier.id, leader=own, at=AT)) == "approve.own"
    assert refused(dossier, lambda: send_back(dossier_id=dossier.id, leader=own, note="x", at=AT))


def test_an_earlier_proposal_counts_though_somebody_else_proposed_since(counter, promoted):
    dossier = proposed(counter)
    send_back(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), note="Xem lại", at=AT)
    other = Actor(
        staff("chuyenvien.hoankiem").kind, "somebody", "Ai khác", "PX-00070", frozenset({"SPECIALIST"})
    )
    propose(dossier_id=dossier.id, officer=other, grant=True, note="", result=RESULT, at=AT)
    own = promoted()

    assert refused(dossier, lambda: approve(dossier_id=dossier.id, leader=own, at=AT)) == "approve.own"


def test_whoever_only_examined_does_not_approve_either(counter, promoted):
    dossier = accepted(counter, procedure=WITH_PAPERS)
    key = checks_for(dossier, "EXAMINE")[0].key
    tick_check(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), key=key, on=True, at=AT)
    other = Actor(
        staff("chuyenvien.hoankiem").kind, "somebody", "Ai khác", "PX-00070", frozenset({"SPECIALIST"})
    )
    propose(dossier_id=dossier.id, officer=other, grant=True, note="", result=RESULT, at=AT)
    own = promoted()

    assert refused(dossier, lambda: approve(dossier_id=dossier.id, leader=own, at=AT)) == "approve.examined"


def test_a_second_return_is_agreed_to_by_another_person(counter, promoted):
    dossier = accepted(counter)
    specialist = staff("chuyenvien.hoankiem")
    ask_supplement(dossier_id=dossier.id, officer=specialist, items=[ITEM], at=AT)
    answer_supplement(dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đã gửi", at=AT)
    both = Actor(
        specialist.kind, specialist.id, specialist.name, "PX-00070", frozenset({"SPECIALIST", "LEADER"})
    )
    own = {"dossier_id": dossier.id, "officer": both, "items": [ITEM], "at": AT}
    assert refused(dossier, lambda: ask_supplement(**own, supervisor=both)) == "supplement.own"

    propose_return(dossier_id=dossier.id, officer=specialist, items=[ITEM], at=AT)
    leader = promoted()

    assert refused(dossier, lambda: approve(dossier_id=dossier.id, leader=leader, at=AT)) == "approve.own"


def test_a_leader_of_another_unit_agrees_to_no_second_return(counter):
    dossier = accepted(counter)
    specialist = staff("chuyenvien.hoankiem")
    ask_supplement(dossier_id=dossier.id, officer=specialist, items=[ITEM], at=AT)
    answer_supplement(dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đã gửi", at=AT)
    stranger = Actor(specialist.kind, "leader-elsewhere", "Ai đó", "PX-00082", frozenset({"LEADER"}))

    asked = {"dossier_id": dossier.id, "officer": specialist, "items": [ITEM], "at": AT}
    assert refused(dossier, lambda: ask_supplement(**asked, supervisor=stranger)) == "dossier.step"


def test_neither_extends_nor_stops_what_they_proposed(counter, promoted):
    dossier = proposed(counter)
    own = promoted()
    later = local("2026-12-01 09:00")

    def extending() -> None:
        extend(dossier_id=dossier.id, leader=own, cause="Chờ xác minh", new_due_at=later, at=AT)

    def stopping() -> None:
        stop(dossier_id=dossier.id, leader=own, ground="Không đến", law="Điều 1", at=AT)

    assert refused(dossier, extending) == "approve.own"
    assert refused(dossier, stopping) == "approve.own"


def test_a_correction_is_approved_by_another_person_than_drafted_it(counter, promoted):
    dossier = issued(counter)
    correct_result(
        dossier_id=dossier.id,
        officer=staff("chuyenvien.hoankiem"),
        reason="Sai tên",
        content={"Họ và tên": "Nguyễn Thị Đặng Thắng"},
        at=AT,
    )
    own = promoted()

    assert refused(dossier, lambda: approve(dossier_id=dossier.id, leader=own, at=AT)) == "approve.own"


def test_a_crowd_hides_no_own_work(counter, promoted):
    dossier = proposed(counter)
    own = promoted()
    before = snapshot(dossier.id)

    rows = rehearse_bulk(act="phe-duyet", dossier_ids=[dossier.id], officer=own, params={}, at=AT)

    assert [row.does for row in rows] == [False]
    assert "đề xuất của chính mình" in rows[0].said
    assert snapshot(dossier.id) == before


def test_standing_in_for_the_leader_makes_nobody_another_person(counter, promoted):
    """The specialist stands in for the leader who is away: what they proposed waits for somebody else."""
    dossier = proposed(counter)
    own = promoted()
    leader = Account.objects.get(username="lanhdao.hoankiem")
    Absence.objects.create(
        account=leader,
        unit_code="PX-00070",
        substitute_id=own.id,
        starts_on=AT.date(),
        ends_on=AT.date(),
    )

    assert refused(dossier, lambda: approve(dossier_id=dossier.id, leader=own, at=AT)) == "approve.own"


def test_a_leader_who_looked_at_nothing_before_approves(counter):
    dossier = proposed(counter)

    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=AT)

    assert snapshot(dossier.id)[-1][-1] == "dossier.approved"
