"""What can come between acceptance and result: each act, who may, and that a refusal changes nothing."""

import pytest

from cuamo.dossiers.models import (
    ClockPause,
    Obligation,
    Opinion,
    SupplementRequest,
    WorkItem,
)
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_payment import ask_payment, settle_obligation
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.opinion import ask_opinion, give_opinion
from cuamo.dossiers.services.propose_return import propose_return
from cuamo.dossiers.services.transfer import transfer
from cuamo.dossiers.states import State
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.payments.models import PaymentRequest
from tests.dossiers.life import ITEM, OTHER, TAX, Office, of_unit, office, unchanged
from tests.support.city import citizen_of

__all__ = ["office"]

# money found while deciding


@pytest.mark.django_db
def test_money_found_while_deciding_stops_the_clock_until_it_is_paid(office):
    due = office.row().due_at
    asked = ask_payment(
        dossier_id=office.dossier.id, officer=office.specialist, lines=[TAX], at=local("2026-11-20 10:00")
    )

    paused = office.row()
    assert (paused.state, paused.paused_at) == (State.PAYMENT, local("2026-11-20 10:00"))
    assert PaymentRequest.objects.get(subject_id=asked.id).amount_vnd == 1_430_000
    assert WorkItem.objects.get(dossier_id=office.dossier.id).step == "CITIZEN"

    settle_obligation(obligation_id=asked.id, amount_vnd=1_430_000, at=local("2026-11-25 10:00"))

    row = office.row()
    assert (row.state, row.paused_at) == (State.IN_PROGRESS, None)
    assert row.due_at == local("2026-11-30 09:00")
    assert due == local("2026-11-26 09:00")
    pause = ClockPause.objects.get(dossier=office.dossier)
    assert (pause.reason, pause.document_id, pause.ended_at) == (
        "PAYMENT",
        asked.id,
        local("2026-11-25 10:00"),
    )
    assert office.names()[-2:] == ["dossier.payment_asked", "dossier.obligation_paid"]


@pytest.mark.django_db
def test_hearing_of_the_payment_twice_changes_nothing_more(office):
    asked = ask_payment(
        dossier_id=office.dossier.id, officer=office.specialist, lines=[TAX], at=local("2026-11-20 10:00")
    )
    settle_obligation(obligation_id=asked.id, amount_vnd=1_430_000, at=local("2026-11-25 10:00"))
    before = unchanged(office)

    settle_obligation(obligation_id=asked.id, amount_vnd=1_430_000, at=local("2026-11-25 11:00"))

    assert unchanged(office) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines",
    [
        [],
        [TAX | {"law": " "}],
        [TAX | {"amount_vnd": "0"}],
        [TAX | {"amount_vnd": "-5"}],
        [TAX | {"amount_vnd": "mười nghìn"}],
        [TAX | {"amount_vnd": None}],
        [TAX, TAX | {"name_vi": ""}],
        [TAX | {"amount_vnd": "9" * 25}],
    ],
)
def test_a_demand_for_money_without_name_basis_or_amount_is_refused(office, lines):
    before = unchanged(office)

    with pytest.raises(Invalid):
        ask_payment(
            dossier_id=office.dossier.id, officer=office.specialist, lines=lines, at=local("2026-11-20 10:00")
        )

    assert unchanged(office) == before
    assert not Obligation.objects.exists()


# another return


def returned_once(office: Office) -> None:
    """Ask for more papers and take the answer."""
    ask_supplement(
        dossier_id=office.dossier.id, officer=office.specialist, items=[ITEM], at=local("2026-11-20 10:00")
    )
    answer_supplement(
        dossier_id=office.dossier.id,
        actor=citizen_of(office.row()),
        files=[],
        note="Đã chụp lại",
        at=local("2026-11-23 10:00"),
    )


@pytest.mark.django_db
def test_a_second_return_reaches_the_citizen_only_once_a_leader_agrees(office):
    returned_once(office)
    propose_return(
        dossier_id=office.dossier.id, officer=office.specialist, items=[ITEM], at=local("2026-11-23 11:00")
    )
    assert (office.row().state, office.row().returns) == (State.IN_PROGRESS, 1)
    assert WorkItem.objects.get(dossier_id=office.dossier.id).step == "APPROVE"

    approve(dossier_id=office.dossier.id, leader=office.leader, at=local("2026-11-23 14:00"))

    row = office.row()
    assert (row.state, row.returns, row.paused_at) == (State.SUPPLEMENT, 2, local("2026-11-23 14:00"))
    request = SupplementRequest.objects.get(dossier=row, number=2)
    assert (request.items, request.asked_by["name"]) == ([ITEM], office.specialist.name)
    assert office.names()[-2:] == ["dossier.return_proposed", "dossier.supplement_asked"]


@pytest.mark.django_db
def test_a_leader_may_send_a_second_return_back_to_the_specialist(office):
    returned_once(office)
    propose_return(
        dossier_id=office.dossier.id, officer=office.specialist, items=[ITEM], at=local("2026-11-23 11:00")
    )

    send_back(dossier_id=office.dossier.id, leader=office.leader, note="Đủ rồi", at=local("2026-11-23 14:00"))

    assert office.row().returns == 1
    assert office.finish(local("2026-11-23 15:00")).state == State.DONE


@pytest.mark.django_db
def test_a_first_return_needs_no_leader(office):
    before = unchanged(office)

    with pytest.raises(IllegalTransition):
        propose_return(
            dossier_id=office.dossier.id,
            officer=office.specialist,
            items=[ITEM],
            at=local("2026-11-20 11:00"),
        )

    assert unchanged(office) == before


# transfer


@pytest.mark.django_db
def test_a_transfer_changes_who_decides_and_never_the_clock(office):
    due = office.row().due_at

    transfer(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        to_unit=OTHER,
        reason="Nơi cư trú cuối cùng thuộc phường Cửa Nam",
        at=local("2026-11-20 14:00"),
    )

    row = office.row()
    assert (row.decided_by, row.due_at, row.state) == (OTHER, due, State.ACCEPTED)
    item = WorkItem.objects.get(dossier_id=row.id)
    assert (item.unit_code, item.step, item.holder_id) == (OTHER, "EXAMINE", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("to_unit", "reason"), [("PX-00070", "x"), ("KHONG-CO", "x"), ("DL-001", "x"), (OTHER, " ")]
)
def test_a_transfer_without_reason_or_to_no_other_authority_is_refused(office, to_unit, reason):
    before = unchanged(office)

    with pytest.raises(Invalid):
        transfer(
            dossier_id=office.dossier.id,
            officer=office.specialist,
            to_unit=to_unit,
            reason=reason,
            at=local("2026-11-20 14:00"),
        )

    assert unchanged(office) == before


# opinions


@pytest.mark.django_db
def test_two_authorities_are_asked_side_by_side_and_the_clock_runs_on(office):
    due = office.row().due_at
    asked = [
        ask_opinion(
            dossier_id=office.dossier.id,
            officer=office.specialist,
            of_unit=unit,
            question="Có đăng ký kết hôn tại phường không?",
            hours=8,
            at=local("2026-11-20 10:00"),
        )
        for unit in (OTHER, "PX-00091")
    ]

    with pytest.raises(IllegalTransition):
        office.finish(local("2026-11-20 11:00"))
    for opinion in asked:
        give_opinion(
            opinion_id=opinion.id,
            officer=of_unit(opinion.unit_code, "SPECIALIST"),
            agrees=True,
            answer="Không có đăng ký kết hôn.",
            at=local("2026-11-20 14:00"),
        )

    assert office.row().due_at == due
    assert office.finish(local("2026-11-20 15:00")).state == State.DONE
    assert office.names().count("dossier.opinion_given") == 2


@pytest.mark.django_db
def test_nobody_waits_for_an_opinion_past_its_term(office):
    ask_opinion(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        of_unit=OTHER,
        question="Có đăng ký kết hôn không?",
        hours=4,
        at=local("2026-11-20 10:00"),
    )

    assert office.finish(local("2026-11-20 16:00")).state == State.DONE


@pytest.mark.django_db
def test_an_opinion_is_given_once_by_the_unit_that_was_asked(office):
    opinion = ask_opinion(
        dossier_id=office.dossier.id,
        officer=office.specialist,
        of_unit=OTHER,
        question="Có đăng ký kết hôn không?",
        hours=8,
        at=local("2026-11-20 10:00"),
    )
    said = {"opinion_id": opinion.id, "agrees": False, "answer": "Có.", "at": local("2026-11-20 11:00")}

    with pytest.raises(NotFound):
        give_opinion(officer=office.specialist, **said)
    with pytest.raises(NotPermitted):
        give_opinion(officer=of_unit(OTHER, "RECEIVER"), **said)
    assert Opinion.objects.get().answered_at is None
    give_opinion(officer=of_unit(OTHER, "LEADER"), **said)
    with pytest.raises(IllegalTransition):
        give_opinion(officer=of_unit(OTHER, "LEADER"), **said)
    assert office.names().count("dossier.opinion_given") == 1


@pytest.mark.django_db
def test_the_same_authority_is_not_asked_twice_at_once(office):
    asking = {
        "dossier_id": office.dossier.id,
        "officer": office.specialist,
        "of_unit": OTHER,
        "question": "Có đăng ký kết hôn không?",
        "hours": 8,
        "at": local("2026-11-20 10:00"),
    }
    ask_opinion(**asking)
    before = unchanged(office)

    with pytest.raises(Conflict):
        ask_opinion(**asking)

    assert unchanged(office) == before


# one new date


@pytest.mark.django_db
def test_a_new_date_within_the_term_moves_the_due_moment_and_keeps_the_first(office):
    extend(
        dossier_id=office.dossier.id,
        leader=office.leader,
        cause="Chờ xác minh ở phường Cửa Nam",
        new_due_at=local("2026-12-01 09:00"),
        at=local("2026-11-23 10:00"),
    )

    row = office.row()
    assert row.due_at == row.promised_again_at == local("2026-12-01 09:00")
    assert row.original_due_at == local("2026-11-26 09:00")
    assert WorkItem.objects.get(dossier_id=row.id).due_at == local("2026-12-01 09:00")


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["2026-11-26 08:30", "2026-11-27 10:00"])
def test_an_apology_on_the_last_day_or_later_leaves_the_dossier_late(office, at):
    extend(
        dossier_id=office.dossier.id,
        leader=office.leader,
        cause="Chờ xác minh",
        new_due_at=local("2026-12-01 09:00"),
        at=local(at),
    )

    row = office.row()
    assert row.due_at == local("2026-11-26 09:00")
    assert row.promised_again_at == local("2026-12-01 09:00")


@pytest.mark.django_db
def test_a_new_date_is_promised_once(office):
    asking = {"dossier_id": office.dossier.id, "leader": office.leader, "cause": "Chờ xác minh"}
    extend(**asking, new_due_at=local("2026-12-01 09:00"), at=local("2026-11-23 10:00"))
    before = unchanged(office)

    with pytest.raises(IllegalTransition):
        extend(**asking, new_due_at=local("2026-12-04 09:00"), at=local("2026-11-23 11:00"))

    assert unchanged(office) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "new", ["2026-11-26 09:00", "2026-11-28 09:00", "2026-11-29 09:00", "2026-11-21 09:00"]
)
def test_a_new_date_must_be_a_later_working_day(office, new):
    before = unchanged(office)

    with pytest.raises(Invalid):
        extend(
            dossier_id=office.dossier.id,
            leader=office.leader,
            cause="Chờ xác minh",
            new_due_at=local(new),
            at=local("2026-11-23 10:00"),
        )

    assert unchanged(office) == before


@pytest.mark.django_db
def test_only_a_leader_of_the_deciding_unit_promises_a_new_date(office):
    before = unchanged(office)

    for actor in (office.specialist, of_unit(OTHER, "LEADER")):
        with pytest.raises(NotPermitted):
            extend(
                dossier_id=office.dossier.id,
                leader=actor,
                cause="Chờ xác minh",
                new_due_at=local("2026-12-01 09:00"),
                at=local("2026-11-23 10:00"),
            )

    assert unchanged(office) == before
