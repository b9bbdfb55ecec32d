"""A stuck dossier is asked to move: one named person, one timer, one answer everybody concerned reads."""

from datetime import timedelta
from uuid import UUID

import pytest

from cuamo.dossiers.models import Dossier, Expedite, StaffAlert, WorkItem
from cuamo.dossiers.rules.stuck import why_stuck
from cuamo.dossiers.selectors.expedites import expedites_asked_by, expedites_to_answer
from cuamo.dossiers.selectors.whom_to_tell import centre
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.expedite import answer_expedite, ask_expedite, remind_of_expedites
from cuamo.dossiers.services.hold_items import hold_items
from cuamo.dossiers.services.raise_alerts import raise_alerts
from cuamo.dossiers.services.withdraw import grant_withdrawal, withdraw
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.kernel.events import history_of, names_of
from cuamo.organisation.models import Absence
from tests.support.city import citizen_of, staff
from tests.support.remembered import remembered


@pytest.fixture
def call_agent(city):
    return staff("tongdai.vcs")


@pytest.fixture
def leader(city):
    return staff("lanhdao.hoankiem")


@pytest.fixture
@remembered
def dossier(counter):
    sent = counter.sent("1.004873")
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))
    hold_items(dossier_ids=[sent.id], officer=staff("chuyenvien.hoankiem"), at=local("2026-11-20 09:05"))
    return Dossier.objects.select_related("version", "applicant").get(id=sent.id)


def late(dossier):
    return dossier.due_at + timedelta(hours=1)


def ask(dossier, asker, at, reason="Người dân cần giấy để nhập học."):
    return ask_expedite(dossier_id=dossier.id, asker=asker, reason=reason, at=at)


def test_it_lands_on_who_is_above_the_holder_with_four_working_hours(dossier, call_agent, leader):
    at = local("2026-12-04 15:00")

    asked = ask(dossier, call_agent, at)

    request = Expedite.objects.get()
    assert (request.to_id, request.asked_as, request.stuck) == (leader.id, "CALL", "LATE")
    assert request.answer_by == local("2026-12-07 10:00"), "2 hours on Friday, 2 on Monday"
    assert leader.name in asked.words
    assert sorted(WorkItem.objects.get(dossier_id=dossier.id).flags) == ["expedite", "late"]
    assert [alert.account_id for alert in StaffAlert.objects.filter(kind="EXPEDITE")] == [leader.id]


@pytest.mark.parametrize(
    ("at", "answer_by"),
    [
        ("2026-11-23 15:00", "2026-11-25 10:00"),
        ("2026-12-04 23:59", "2026-12-07 12:00"),
        ("2026-12-05 09:00", "2026-12-07 12:00"),
    ],
    ids=["over Culture Day", "a minute to midnight", "on a Saturday"],
)
def test_the_timer_runs_in_working_hours_only(dossier, call_agent, at, answer_by):
    Dossier.objects.filter(id=dossier.id).update(due_at=local("2026-11-20 10:00"))

    ask(dossier, call_agent, local(at))

    assert Expedite.objects.get().answer_by == local(answer_by)


def test_a_dossier_within_its_time_is_answered_in_words_and_asks_nobody(dossier, call_agent):
    asked = ask(dossier, call_agent, local("2026-11-20 09:30"))

    assert asked.expedite is None
    assert "vẫn đúng hẹn" in asked.words
    assert f"{dossier.due_at.astimezone(local('2026-11-20 09:30').tzinfo):%d/%m/%Y}" in asked.words
    assert not Expedite.objects.exists()
    assert not StaffAlert.objects.filter(kind="EXPEDITE").exists()


def test_only_one_waits_for_an_answer_at_a_time(dossier, call_agent):
    ask(dossier, call_agent, late(dossier))
    before = names_of(dossier.id)

    with pytest.raises(Conflict, match=r"expedite\.open"):
        ask(dossier, staff("quay.hoankiem"), late(dossier) + timedelta(minutes=5))

    assert Expedite.objects.count() == 1
    assert names_of(dossier.id) == before


def test_with_the_leader_away_the_centre_gets_it(dossier, call_agent, leader):
    day = late(dossier).date()
    Absence.objects.create(
        account_id=UUID(leader.id), unit_code="PX-00070", starts_on=day, ends_on=day + timedelta(days=1)
    )

    ask(dossier, call_agent, late(dossier))

    assert Expedite.objects.get().to_id in {who.id for who in centre(at=late(dossier))}


def test_the_answer_ends_it_and_who_asked_reads_it(dossier, call_agent, leader):
    ask(dossier, call_agent, late(dossier))
    request = expedites_to_answer(leader).get()

    answer_expedite(
        expedite_id=request.id, officer=leader, answer="Đã giao chuyên viên, xong trong sáng mai.",
        at=late(dossier) + timedelta(hours=1),
    )  # fmt: skip

    assert [each.answer for each in expedites_asked_by(call_agent)] == [
        "Đã giao chuyên viên, xong trong sáng mai."
    ]
    assert WorkItem.objects.get(dossier_id=dossier.id).flags == ["late"]
    assert not StaffAlert.objects.filter(kind="EXPEDITE", ended_at=None).exists()
    assert names_of(dossier.id)[-2:] == ["dossier.expedite_asked", "dossier.expedite_answered"]


def test_nobody_of_another_unit_answers_it(dossier, call_agent):
    ask(dossier, call_agent, late(dossier))
    stranger = Actor(ActorKind.STAFF, "x", "Người khác", "PX-00082", frozenset({"LEADER"}))

    with pytest.raises(NotFound):
        answer_expedite(
            expedite_id=Expedite.objects.get().id, officer=stranger, answer="Xong", at=late(dossier)
        )

    assert Expedite.objects.get().answered_at is None


def test_the_centre_answers_what_lies_unanswered_anywhere(dossier, call_agent):
    ask(dossier, call_agent, late(dossier))
    inspector = staff("giamsat.trungtam")

    request = expedites_to_answer(inspector).get()
    answer_expedite(expedite_id=request.id, officer=inspector, answer="Trung tâm đã nhắc.", at=late(dossier))

    assert not expedites_to_answer(inspector).exists()


def test_an_identity_number_is_written_neither_into_reason_nor_answer(dossier, call_agent, leader):
    with pytest.raises(Invalid, match=r"expedite\.id_number"):
        ask(dossier, call_agent, late(dossier), reason="Ông 001185012345 cần gấp")
    ask(dossier, call_agent, late(dossier), reason="Gọi 0912345678 khi xong")
    with pytest.raises(Invalid, match=r"expedite\.id_number"):
        answer_expedite(
            expedite_id=Expedite.objects.get().id, officer=leader, answer="CMND 012345678", at=late(dossier)
        )

    assert Expedite.objects.get().answer == ""


def test_past_its_timer_the_named_person_and_the_centre_are_reminded_once(dossier, call_agent, leader):
    ask(dossier, call_agent, late(dossier))
    timer = Expedite.objects.get().answer_by

    reminded = [
        remind_of_expedites(at=moment)
        for moment in (timer, timer + timedelta(seconds=1), timer + timedelta(days=1))
    ]

    assert reminded == [0, 1, 0]
    assert {alert.account_id for alert in StaffAlert.objects.filter(kind="UNANSWERED")} == {
        leader.id,
        *(who.id for who in centre(at=timer)),
    }


def test_a_request_ends_with_its_dossier_and_reminds_nobody_afterwards(dossier, call_agent, leader):
    ask(dossier, call_agent, late(dossier))
    timer = Expedite.objects.get().answer_by
    ended = late(dossier) + timedelta(minutes=20)
    withdraw(dossier_id=dossier.id, citizen=citizen_of(dossier), reason="", at=late(dossier))
    grant_withdrawal(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), at=ended)

    reminded = remind_of_expedites(at=timer + timedelta(minutes=1))
    for event in history_of(dossier.id):
        raise_alerts(event)

    closed = Expedite.objects.get()
    assert reminded == 0
    assert (closed.answered_at, closed.answered_by["kind"]) == (ended, "SYSTEM")
    assert "đã xong" in closed.answer
    assert not expedites_to_answer(leader).exists()
    assert not StaffAlert.objects.filter(kind__in=["EXPEDITE", "UNANSWERED"], ended_at=None).exists()


def test_the_citizen_asks_for_their_own_only_and_an_officer_for_nothing(dossier):
    stranger = Actor(ActorKind.CITIZEN, "p", "Người lạ", person_id=str(UUID(int=7)))
    with pytest.raises(NotFound):
        ask(dossier, stranger, late(dossier))
    with pytest.raises(NotPermitted):
        ask(dossier, staff("chuyenvien.hoankiem"), late(dossier))
    assert not Expedite.objects.exists()

    ask(dossier, citizen_of(dossier), late(dossier))

    assert Expedite.objects.get().asked_as == "CITIZEN"


def test_a_finished_dossier_is_not_sped_up(dossier, call_agent):
    Dossier.objects.filter(id=dossier.id).update(finished_at=late(dossier))

    with pytest.raises(IllegalTransition):
        ask(dossier, call_agent, late(dossier))

    assert not Expedite.objects.exists()


@pytest.mark.parametrize(
    ("now", "more", "why"),
    [
        ("10:00", {}, ""),
        ("12:00", {}, "SLOW"),
        ("11:59", {}, ""),
        ("10:00", {"opinion_due_at": "09:30"}, "WAITING"),
        ("16:01", {}, "LATE"),
        ("16:01", {"paused": True}, ""),
        ("10:00", {"was_late": True, "paused": True}, "LATE"),
    ],
)
def test_what_counts_as_stuck(now, more, why):
    def at(clock):
        return local(f"2026-11-20 {clock}")

    asked = {"was_late": False, "paused": False, "opinion_due_at": None} | more
    if asked["opinion_due_at"]:
        asked["opinion_due_at"] = at(asked["opinion_due_at"])

    assert (
        why_stuck(
            now=at(now),
            due_at=at("16:00"),
            arrived_at=at("08:00"),
            step_due_at=at("16:00"),
            slow_percent=50,
            **asked,
        )
        == why
    )
