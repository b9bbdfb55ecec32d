"""The sample shows a newcomer dossiers due for the archive and one under hold."""

from datetime import timedelta

import pytest

from cuamo.archive.models import Hold, Keeping
from cuamo.archive.selectors.due import to_destroy, to_submit
from cuamo.cli.sample_archive import UNIT, archive_and_hold
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.states import State
from tests.support.city import MORNING
from tests.web.officer.desk import issued


@pytest.mark.django_db
def test_dossiers_are_due_for_the_archive_one_is_held_and_none_is_to_be_destroyed(counter):
    for _ in range(2):
        dossier = issued(counter)
        WorkItem.objects.filter(dossier_id=dossier.id).delete()
        Dossier.objects.filter(id=dossier.id).update(state=State.RETURNED, returned_at=MORNING)
    later = MORNING + timedelta(days=40)

    assert archive_and_hold(now=later) == 1
    assert archive_and_hold(now=later) == 0

    held = Hold.objects.get()
    assert (held.unit_code, Keeping.objects.count()) == (UNIT, 2)
    assert to_submit([UNIT], at=later).count() == 1
    assert not to_destroy([UNIT], at=later + timedelta(days=36500)).exists()
