"""Several acts in one transaction read a dossier once, and leave what one act after the other would leave."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.parts import holding, lock_dossier
from cuamo.kernel.errors import NotFound
from tests.support.city import MORNING, Counter, begin_shift, staff

UNKNOWN = UUID(int=1)


@pytest.fixture
def draft(city, db):
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    return counter.draft()


def test_what_is_held_is_read_once_and_each_act_sees_the_one_before(draft):
    actor, at = staff("quay.hoankiem"), draft.saved_at
    with holding(), CaptureQueriesContext(connection) as asked:
        answer_questions(dossier_id=draft.id, actor=actor, answers=draft.answers, at=at)
        fill_form(dossier_id=draft.id, actor=actor, raw=draft.values, at=at)
        held = lock_dossier(draft.id)
    read = [query for query in asked if "FOR UPDATE" in query["sql"] and "dossiers_dossier" in query["sql"]]

    assert len(read) == 1
    kept = Dossier.objects.get(id=draft.id)
    for name in ("answers", "values", "state", "summary_hash", "saved_at", "fee", "delivery"):
        assert getattr(held, name) == getattr(kept, name), name


def test_outside_a_dossier_is_read_each_time(draft):
    with holding():
        held = lock_dossier(draft.id)

    assert lock_dossier(draft.id) is not held


def test_a_dossier_nobody_has_is_unknown_inside_too(draft):
    with holding(), pytest.raises(NotFound):
        lock_dossier(UNKNOWN)
