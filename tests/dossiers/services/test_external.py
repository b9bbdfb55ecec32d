"""A dossier filed in the citizen's own session on a ministry's system: its code is kept and followed."""

from datetime import timedelta

import pytest

from cuamo.cli.sample_work import Cast
from cuamo.dossiers.models import Dossier, DossierKey, WorkItem
from cuamo.dossiers.selectors.tracking import find_by_code
from cuamo.dossiers.services.enter_external_code import enter_external_code, follow_external
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Channel, State, Sync
from cuamo.kernel import events
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound
from tests.support.city import CARD, MORNING, staff

pytestmark = pytest.mark.django_db
MINISTRY = "1.004222"
"""Permanent residence: filed on the system of the police, paid at the counter."""
CODE = "G01.899.105-20261120-0000417"
OTHER_CARD = CARD.replace("001185012345", "001185054321")
LATER = MORNING + timedelta(hours=2)


def sent_abroad(counter, **more):
    """Return a dossier that was paid in cash and filed on the ministry's system."""
    dossier = counter.confirmed(MINISTRY, **more)
    Cast().pay(dossier, counter.clerk, at=MORNING)
    return submit(dossier_id=dossier.id, actor=counter.clerk, key=f"k-{dossier.id}", at=MORNING)


def test_a_ministry_dossier_gets_no_code_of_the_city_and_waits_with_its_helper(counter):
    dossier = sent_abroad(counter)

    assert (dossier.sync, dossier.code, dossier.channel) == (Sync.EXTERNAL, "", Channel.COUNTER)
    assert dossier.shown_code == dossier.own_ref
    item = WorkItem.objects.get(dossier_id=dossier.id)
    assert (item.step, item.unit_code) == ("EXTERNAL", dossier.helped_at)


def test_the_code_of_the_ministry_is_kept_shown_and_finds_the_dossier(counter):
    dossier = sent_abroad(counter)

    for _ in range(2):
        enter_external_code(dossier_id=dossier.id, actor=counter.clerk, code=f" {CODE.lower()} ", at=LATER)

    kept = Dossier.objects.get(id=dossier.id)
    assert (kept.external_code, kept.shown_code) == (CODE, CODE)
    assert WorkItem.objects.get(dossier_id=dossier.id).code == CODE
    assert find_by_code(CODE, "２３４５") is None, "digits of another script are no digits"
    found = find_by_code(CODE, "2345")
    assert found is not None
    assert found.dossier() == kept
    assert events.names_of(dossier.id).count("dossier.external_code_entered") == 1


def test_a_corrected_code_lets_the_former_one_go_for_the_dossier_it_belongs_to(counter):
    dossier, other = sent_abroad(counter), sent_abroad(counter, card=OTHER_CARD)
    wrong = CODE.replace("0000417", "0000471")
    enter_external_code(dossier_id=dossier.id, actor=counter.clerk, code=wrong, at=LATER)

    enter_external_code(dossier_id=dossier.id, actor=counter.clerk, code=CODE, at=LATER)

    assert list(
        DossierKey.objects.filter(kind="EXTERNAL", dossier_id=dossier.id).values_list("value", flat=True)
    ) == [CODE]
    assert find_by_code(wrong, "2345") is None
    enter_external_code(dossier_id=other.id, actor=counter.clerk, code=wrong, at=LATER)
    assert DossierKey.objects.get(kind="EXTERNAL", value=wrong).dossier_id == other.id


def test_a_code_of_another_dossier_is_refused_and_nothing_changes(counter):
    first, second = sent_abroad(counter), sent_abroad(counter, card=OTHER_CARD)
    enter_external_code(dossier_id=first.id, actor=counter.clerk, code=CODE, at=LATER)
    told = events.names_of(second.id)

    with pytest.raises(Conflict):
        enter_external_code(dossier_id=second.id, actor=counter.clerk, code=CODE, at=LATER)

    assert Dossier.objects.get(id=second.id).external_code == ""
    assert events.names_of(second.id) == told
    assert DossierKey.objects.get(kind="EXTERNAL", value=CODE).dossier_id == first.id


@pytest.mark.parametrize("code", ["", "khong phai ma", "G01.899.105-20261399-0000417"])
def test_what_is_no_dossier_code_is_refused_and_nothing_changes(counter, code):
    dossier = sent_abroad(counter)
    told = events.names_of(dossier.id)

    with pytest.raises(Exception, match=r"dossier_code|code") as refusal:
        enter_external_code(dossier_id=dossier.id, actor=counter.clerk, code=code, at=LATER)

    assert not isinstance(refusal.value, AssertionError)
    assert Dossier.objects.get(id=dossier.id).external_code == ""
    assert events.names_of(dossier.id) == told


def test_a_dossier_of_the_city_takes_no_code_of_a_ministry(counter):
    dossier = counter.sent()

    with pytest.raises(Invalid):
        enter_external_code(dossier_id=dossier.id, actor=counter.clerk, code=CODE, at=LATER)

    assert Dossier.objects.get(id=dossier.id).external_code == ""


def test_the_states_the_ministry_shows_are_written_down_and_the_end_leaves_the_queue(counter):
    dossier = sent_abroad(counter)
    way = (State.ACCEPTED, State.IN_PROGRESS, State.PAYMENT, State.IN_PROGRESS, State.DONE)

    for hours, state in enumerate(way, start=1):
        at = MORNING + timedelta(hours=hours)
        follow_external(dossier_id=dossier.id, actor=counter.clerk, state=state, at=at)

    kept = Dossier.objects.get(id=dossier.id)
    assert (kept.state, kept.accepted_at) == (State.DONE, MORNING + timedelta(hours=1))
    assert kept.finished_at == MORNING + timedelta(hours=5)
    assert not WorkItem.objects.filter(dossier_id=dossier.id).exists()
    assert events.names_of(dossier.id).count("dossier.external_state_seen") == len(way)


def test_seeing_the_same_state_again_tells_nothing(counter):
    dossier = sent_abroad(counter)

    for _ in range(3):
        follow_external(dossier_id=dossier.id, actor=counter.clerk, state=State.ACCEPTED, at=LATER)

    assert events.names_of(dossier.id).count("dossier.external_state_seen") == 1


def test_a_closed_dossier_is_not_followed_further(counter):
    dossier = sent_abroad(counter)
    follow_external(dossier_id=dossier.id, actor=counter.clerk, state=State.NOT_ACCEPTED, at=LATER)
    told = events.names_of(dossier.id)

    with pytest.raises(IllegalTransition):
        follow_external(dossier_id=dossier.id, actor=counter.clerk, state=State.ACCEPTED, at=LATER)

    assert Dossier.objects.get(id=dossier.id).state == State.NOT_ACCEPTED
    assert events.names_of(dossier.id) == told


def test_staff_of_another_place_are_told_there_is_no_such_dossier(counter):
    dossier = sent_abroad(counter)

    with pytest.raises(NotFound):
        follow_external(
            dossier_id=dossier.id, actor=staff("tiepnhan.hoankiem"), state=State.ACCEPTED, at=LATER
        )

    assert Dossier.objects.get(id=dossier.id).state == State.SUBMITTED
