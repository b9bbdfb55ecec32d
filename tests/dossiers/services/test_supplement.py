"""The clock stands still while the citizen is asked for more, and goes on as the version says."""

from datetime import timedelta

import pytest

from cuamo.catalogue.models import ProcedureVersion
from cuamo.dossiers.models import ClockPause, Dossier, SupplementRequest, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import answer_supplement, ask_supplement
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.clock import local
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.selectors.calendar import current_calendar
from tests.support.city import MORNING, citizen_of, staff

pytestmark = pytest.mark.django_db
ITEM = {"about": "", "label": "Tờ khai", "reason": "Ảnh mờ", "todo": "Chụp lại"}
THREE_DAYS = "1.004873"
"""Marital-status certificate: three working days."""


def asked(counter, *, at):
    """Return an accepted dossier that was asked for more at `at`, and its specialist."""
    sent = counter.sent(THREE_DAYS)
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=MORNING)
    specialist = staff("chuyenvien.hoankiem")
    ask_supplement(dossier_id=sent.id, officer=specialist, items=[ITEM], at=at)
    return Dossier.objects.get(id=sent.id), specialist


def answer(dossier, *, at):
    answer_supplement(dossier_id=dossier.id, actor=citizen_of(dossier), files=[], note="Đã chụp lại", at=at)
    return Dossier.objects.get(id=dossier.id)


@pytest.mark.parametrize(
    ("stopped", "resumed"),
    [
        ("2026-11-20 10:15", "2026-11-20 14:40"),
        ("2026-11-20 16:30", "2026-11-23 08:00"),
        ("2026-11-20 11:00", "2026-11-21 09:00"),
        ("2026-11-23 09:59", "2026-11-27 19:30"),
        ("2026-11-20 12:30", "2026-12-07 12:30"),
    ],
)
def test_the_pause_gives_back_exactly_the_working_minutes_that_were_left(counter, stopped, resumed):
    dossier, _ = asked(counter, at=local(stopped))
    calendar = current_calendar()
    left = calendar.working_minutes_between(local(stopped), dossier.due_at)

    back = answer(dossier, at=local(resumed))

    assert left > 0
    assert calendar.working_minutes_between(local(resumed), back.due_at) == left
    assert back.original_due_at == dossier.original_due_at
    assert (back.state, back.paused_at) == (State.IN_PROGRESS, None)
    pause = ClockPause.objects.get(dossier=dossier)
    assert (pause.started_at, pause.ended_at) == (local(stopped), local(resumed))
    assert pause.document_id == SupplementRequest.objects.get(dossier=dossier).id


def test_a_version_that_restarts_promises_its_whole_term_anew_from_the_answer(counter):
    dossier, _ = asked(counter, at=local("2026-11-23 10:00"))
    content = {**dossier.version.content}
    content["time_limit"] = {**content["time_limit"], "clock_policy": "RESTART"}
    restarting = ProcedureVersion.objects.get(id=dossier.version_id)
    restarting.pk, restarting.number, restarting.status, restarting.content = None, 99, "DRAFT", content
    restarting._state.adding = True
    restarting.save()
    Dossier.objects.filter(id=dossier.id).update(version=restarting)

    back = answer(dossier, at=local("2026-11-26 10:00"))

    assert back.due_at == local("2026-12-01 10:00")
    assert back.original_due_at == dossier.original_due_at


def test_while_the_citizen_is_asked_the_dossier_waits_for_the_citizen_and_comes_back_to_the_officer(counter):
    dossier, _ = asked(counter, at=local("2026-11-20 10:00"))
    assert (dossier.state, dossier.paused_at) == (State.SUPPLEMENT, local("2026-11-20 10:00"))
    assert WorkItem.objects.get(dossier_id=dossier.id).step == "CITIZEN"

    answer(dossier, at=local("2026-11-20 15:00"))

    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert (item.step, item.unit_code, item.came_back) == ("EXAMINE", dossier.decided_by, True)
    assert events.names_of(dossier.id)[-2:] == ["dossier.supplement_asked", "dossier.supplemented"]


def test_an_answer_that_says_nothing_is_refused_and_the_clock_stays_paused(counter):
    dossier, _ = asked(counter, at=local("2026-11-20 10:00"))
    told = events.names_of(dossier.id)

    with pytest.raises(Invalid):
        answer_supplement(
            dossier_id=dossier.id,
            actor=citizen_of(dossier),
            files=[],
            note=" ",
            at=MORNING + timedelta(hours=3),
        )

    after = Dossier.objects.get(id=dossier.id)
    assert (after.state, after.paused_at, after.due_at) == (dossier.state, dossier.paused_at, dossier.due_at)
    assert events.names_of(dossier.id) == told


def test_a_second_answer_finds_nothing_asked_for_and_moves_no_date(counter):
    dossier, _ = asked(counter, at=local("2026-11-20 10:00"))
    first = answer(dossier, at=local("2026-11-20 15:00"))

    with pytest.raises(IllegalTransition):
        answer(dossier, at=local("2026-11-25 15:00"))

    assert Dossier.objects.get(id=dossier.id).due_at == first.due_at
    assert events.names_of(dossier.id).count("dossier.supplemented") == 1


def test_a_second_return_needs_a_leader(counter):
    dossier, specialist = asked(counter, at=local("2026-11-20 10:00"))
    answer(dossier, at=local("2026-11-20 15:00"))
    told = events.names_of(dossier.id)
    later = local("2026-11-23 09:00")

    with pytest.raises(NotPermitted):
        ask_supplement(dossier_id=dossier.id, officer=specialist, items=[ITEM], at=later)
    assert (Dossier.objects.get(id=dossier.id).returns, events.names_of(dossier.id)) == (1, told)

    ask_supplement(
        dossier_id=dossier.id,
        officer=specialist,
        items=[ITEM],
        supervisor=staff("lanhdao.hoankiem"),
        at=later,
    )
    assert Dossier.objects.get(id=dossier.id).returns == 2
    assert ClockPause.objects.filter(dossier=dossier).count() == 2
