"""How a case ends otherwise, what comes after its result, who is warned, and what the ledger keeps."""

import pytest

from cuamo.dossiers.models import (
    ClockPause,
    Complaint,
    Decision,
    Dossier,
    PastResult,
    Result,
    WorkItem,
)
from cuamo.dossiers.selectors.checked_result import check_result
from cuamo.dossiers.selectors.replay import compare
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.complain import answer_complaint, complain
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.services.stop import stop
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, IllegalTransition, NotFound, NotPermitted
from cuamo.payments.models import PaymentRequest
from tests.dossiers.life import ITEM, OTHER, PAPER, TAX, of_unit, office, unchanged
from tests.support.city import citizen_of

__all__ = ["office"]

# stop


@pytest.mark.django_db
def test_a_case_whose_papers_never_came_is_stopped_with_its_ground(office):
    ask_supplement(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        items=[ITEM],
        at=local("2026-11-20 10:00"),
    )

    stop(
        dossier_id=office.dossier.id,
        leader=office.leader,
        ground="Quá hạn bổ sung 30 ngày",
        law="Thông tư 03/2025/TT-VPCP, mẫu 05",
        at=local("2026-12-22 09:00"),
    )

    row = office.row()
    assert (row.state, row.paused_at, row.finished_at) == (State.STOPPED, None, local("2026-12-22 09:00"))
    assert row.ending["kind"] == "STOPPED"
    assert not WorkItem.objects.filter(dossier_id=row.id).exists()
    assert ClockPause.objects.get(dossier=row).ended_at == local("2026-12-22 09:00")


@pytest.mark.django_db
def test_a_case_that_is_stopped_asks_for_no_money_any_more(office):
    asked = ask_payment(
        dossier_id=office.dossier.id, officer=office.specialist, lines=[TAX], at=local("2026-11-20 10:00")
    )

    stop(
        dossier_id=office.dossier.id,
        leader=office.leader,
        ground="Quá hạn nộp tiền 30 ngày",
        law="Thông tư 03/2025/TT-VPCP, mẫu 05",
        at=local("2026-12-22 09:00"),
    )

    request = PaymentRequest.objects.get(subject_id=asked.id)
    assert (request.state, request.voided_at) == ("VOID", local("2026-12-22 09:00"))


@pytest.mark.django_db
def test_a_case_whose_result_is_approved_is_not_stopped(office):
    propose(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        grant=True,
        note="",
        result={"Họ và tên": "Nguyễn Thị Đặng Thẳng"},
        at=local("2026-11-20 10:00"),
    )
    approve(dossier_id=office.dossier.id, leader=office.leader, at=local("2026-11-20 11:00"))
    before = unchanged(office)

    with pytest.raises(IllegalTransition):
        stop(
            dossier_id=office.dossier.id,
            leader=office.leader,
            ground="Nhầm",
            law="Mẫu 05",
            at=local("2026-11-20 12:00"),
        )

    assert unchanged(office) == before


# correction


@pytest.mark.django_db
def test_a_corrected_result_replaces_the_issued_one_and_keeps_it(office):
    office.finish(local("2026-11-20 15:00"))
    Result.objects.filter(dossier=office.dossier).update(sealed_at=local("2026-11-20 15:00"))
    first = Result.objects.get(dossier=office.dossier)
    finished = office.row().finished_at

    correct_result(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        reason="Sai tên đệm",
        content={"Họ và tên": "Nguyễn Thị Đăng Thẳng"},
        at=local("2026-12-01 09:00"),
    )
    approve(dossier_id=office.dossier.id, leader=office.leader, at=local("2026-12-01 10:00"))
    _keep(office.dossier.id, PAPER + b" again", local("2026-12-01 10:05"))
    issue_result(dossier_id=office.dossier.id, clerk=office.records, at=local("2026-12-01 11:00"))

    past, now = PastResult.objects.get(), Result.objects.get(dossier=office.dossier)
    assert (past.number, past.check_token, past.reason) == (first.number, first.check_token, "Sai tên đệm")
    assert check_result(past.check_token).sealed_at == first.sealed_at
    assert now.number != first.number
    assert now.check_token != first.check_token
    assert now.content == {"Họ và tên": "Nguyễn Thị Đăng Thẳng"}
    assert office.row().finished_at == finished
    assert office.names()[-1] == "dossier.result_corrected"
    assert compare(office.row()).differences == []


@pytest.mark.django_db
def test_nobody_approves_the_correction_they_drafted(office):
    office.finish(local("2026-11-20 15:00"))
    both = Actor(
        office.specialist.kind,
        office.specialist.id,
        office.specialist.name,
        office.specialist.unit_code,
        office.specialist.roles | {"LEADER"},
    )
    correct_result(
        dossier_id=office.dossier.id,
        officer=both,
        reason="Sai tên đệm",
        content={"Họ và tên": "Nguyễn Thị Đăng Thẳng"},
        at=local("2026-12-01 09:00"),
    )
    before = unchanged(office)

    with pytest.raises(NotPermitted):
        approve(dossier_id=office.dossier.id, leader=both, at=local("2026-12-01 10:00"))

    assert unchanged(office) == before


@pytest.mark.django_db
def test_there_is_nothing_to_correct_before_a_result_is_issued(office):
    before = unchanged(office)

    with pytest.raises(IllegalTransition):
        correct_result(
            dossier_id=office.dossier.id,
            officer=office.specialist,
            reason="Sai",
            content={"a": "b"},
            at=local("2026-11-23 09:00"),
        )

    assert unchanged(office) == before


# complaint


@pytest.mark.django_db
def test_a_complaint_is_answered_by_a_leader_who_did_not_decide(office):
    office.finish(local("2026-11-20 15:00"))
    citizen = citizen_of(office.row())
    complaint = complain(
        dossier_id=office.dossier.id,
        citizen=citizen,
        text="Tên đệm trên giấy bị sai, đề nghị xem lại.",
        at=local("2026-11-23 09:00"),
    )
    assert complaint.answer_by == local("2026-12-15 09:00")
    answer = {"complaint_id": complaint.id, "upheld": True, "answer": "Đúng, sẽ đính chính."}

    with pytest.raises(NotPermitted):
        answer_complaint(leader=office.leader, at=local("2026-11-24 09:00"), **answer)
    with pytest.raises(NotFound):
        answer_complaint(leader=of_unit(OTHER, "LEADER"), at=local("2026-11-24 09:00"), **answer)
    assert Complaint.objects.get().answered_at is None

    deputy = of_unit("PX-00070", "LEADER", name="Phó chủ tịch")
    answer_complaint(leader=deputy, at=local("2026-11-25 09:00"), **answer)
    assert Complaint.objects.get().outcome == "UPHELD"
    assert office.names()[-2:] == ["dossier.complained", "dossier.complaint_answered"]


@pytest.mark.django_db
def test_there_is_nothing_to_complain_about_before_a_decision(office):
    before = unchanged(office)

    with pytest.raises(IllegalTransition):
        complain(
            dossier_id=office.dossier.id,
            citizen=citizen_of(office.row()),
            text="Tôi không đồng ý với kết quả.",
            at=local("2026-11-23 09:00"),
        )

    assert unchanged(office) == before


@pytest.mark.django_db
def test_a_second_complaint_waits_for_the_first(office):
    office.finish(local("2026-11-20 15:00"))
    saying = {
        "dossier_id": office.dossier.id,
        "citizen": citizen_of(office.row()),
        "text": "Tôi không đồng ý với kết quả.",
        "at": local("2026-11-23 09:00"),
    }
    complain(**saying)
    before = unchanged(office)

    with pytest.raises(Conflict):
        complain(**saying)

    assert unchanged(office) == before
    assert Complaint.objects.count() == 1


# warnings


@pytest.mark.django_db
def test_holders_are_warned_once_at_three_quarters_and_once_at_the_end(office):
    assert WorkItem.objects.get(dossier_id=office.dossier.id).warn_at == local("2026-11-25 11:00")

    assert warn(at=local("2026-11-25 10:59")) == 0
    assert warn(at=local("2026-11-25 11:00")) == 1
    assert warn(at=local("2026-11-25 11:05")) == 0
    assert warn(at=local("2026-11-26 09:00")) == 0
    assert warn(at=local("2026-11-26 09:01")) == 1
    assert warn(at=local("2026-11-27 09:01")) == 0
    assert office.names()[-2:] == ["dossier.due_soon", "dossier.overdue"]


@pytest.mark.django_db
def test_nobody_is_warned_while_the_clock_stands_still_and_again_after_it_runs(office):
    ask_supplement(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        items=[ITEM],
        at=local("2026-11-25 10:00"),
    )
    assert warn(at=local("2026-12-20 09:00")) == 0

    answer_supplement(
        dossier_id=office.dossier.id,
        actor=citizen_of(office.row()),
        files=[],
        note="Đã sửa",
        at=local("2026-12-21 10:00"),
    )

    assert warn(at=local("2026-12-21 10:30")) == 0
    assert warn(at=local("2026-12-21 11:00")) == 1


# replay


@pytest.mark.django_db
def test_the_row_is_rebuilt_from_its_events(office):
    asked = ask_payment(
        dossier_id=office.dossier.id, officer=office.specialist, lines=[TAX], at=local("2026-11-20 10:00")
    )
    settle_obligation(obligation_id=asked.id, amount_vnd=1_430_000, at=local("2026-11-25 10:00"))
    office.finish(local("2026-11-26 10:00"))

    told = compare(office.row())

    assert told.same, (told.differences, told.faults)
    assert told.rebuilt["state"] == State.DONE


@pytest.mark.django_db
def test_a_row_changed_behind_the_ledgers_back_is_seen(office):
    Dossier.objects.filter(id=office.dossier.id).update(due_at=local("2027-01-01 09:00"), returns=1)

    found = {difference.field for difference in compare(office.row()).differences}

    assert found == {"due_at", "returns"}


@pytest.mark.django_db
def test_decisions_are_kept_with_who_took_them(office):
    office.finish(local("2026-11-20 15:00"))

    kinds = (
        Decision.objects.filter(dossier=office.dossier)
        .order_by("decided_at", "id")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == ["ACCEPT", "PROPOSE_GRANT", "APPROVE"]
