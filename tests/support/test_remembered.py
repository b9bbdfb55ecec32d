"""What brings a dossier to a step is done once; then the very same rows stand there, or it is done anew."""

import pytest

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.organisation.models import Unit
from tests.support.city import CARD, MORNING, staff
from tests.support.remembered import now
from tests.support.snapshot import hashes
from tests.web.officer.desk import accepted, issued

pytestmark = pytest.mark.django_db
OTHER_CARD = CARD.replace("001185012345", "001185012352")
_seen: list[dict[str, str]] = []
_ids: set[object] = set()
_with_usual_settings: set[object] = set()


@pytest.mark.parametrize("time", ["for real", "copied", "copied again"])
def test_each_time_the_same_rows_stand_in_every_table(counter, time):
    dossier = issued(counter)

    _seen.append(hashes())
    _ids.add(dossier.id)
    assert _seen[-1] == _seen[0]
    assert _ids == {dossier.id}, "it was not copied"
    assert events.names_of(dossier.id)[-1] == "dossier.finished"


def test_one_step_is_taken_from_where_another_left_off(counter):
    first = counter.sent()
    second = accepted(counter, card=OTHER_CARD)

    assert first.id != second.id
    assert set(Dossier.objects.values_list("id", flat=True)) == {first.id, second.id}
    assert first.shown_code != second.shown_code


def test_two_of_a_kind_are_two(counter):
    first, second = counter.sent().id, counter.sent().id

    _with_usual_settings.update({first, second})
    assert first != second


def test_once_anything_else_was_written_it_is_done_for_real(counter):
    known = counter.sent().id
    Unit.objects.filter(code="DL-001").update(phone="02438255555")

    assert counter.sent(card=OTHER_CARD).id != known
    assert Dossier.objects.count() == 2


def test_what_other_settings_brought_is_another_s(counter, settings):
    settings.HOTLINE = "1900 0000"

    assert counter.sent().id not in _ids | _with_usual_settings


def test_it_is_never_copied_where_the_world_is_changed(counter, monkeypatch):
    assert counter.sent().state == State.SUBMITTED
    assert now.memory is not None
    assert now.memory.trail is None


def test_another_clerk_s_work_is_another_s(counter):
    known = counter.sent().id
    counter.clerk = staff("quay.hoankiem", at=MORNING)

    assert counter.sent(card=OTHER_CARD).id != known
