"""Sixteen officers on one queue: every dossier is decided once, none is skipped, nobody meets a deadlock.

The same run with 10,000 dossiers is `python -m benchmarks.officers`; here fewer, for the time it takes.
"""

from collections import Counter as Count
from datetime import timedelta

import pytest

from benchmarks.officers import clones_of, receivers, work
from cuamo.dossiers.models import Decision, Dossier, WorkItem
from cuamo.dossiers.services.assign import assign
from cuamo.dossiers.services.hold_items import hold_items
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from tests.concurrency.test_two_officers import all_at_once
from tests.support.city import MORNING, Counter, begin_shift, load_city, staff

pytestmark = pytest.mark.django_db(transaction=True)

OFFICERS, DOSSIERS = 16, 240
AT = MORNING + timedelta(minutes=30)


@pytest.fixture
def sent(transactional_db) -> Dossier:
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    return Counter(clerk, MORNING).sent()


def test_sixteen_officers_decide_every_dossier_of_one_queue_exactly_once(sent):
    ids = {*clones_of(sent, DOSSIERS - 1, at=MORNING), sent.id}
    officers = receivers(OFFICERS, at=MORNING)

    done = work(officers, at=AT)

    assert done["faults"] == []
    assert len(done["accepted"]) == DOSSIERS
    assert set(done["accepted"]) == ids
    assert set(Dossier.objects.filter(id__in=ids).values_list("state", flat=True)) == {State.ACCEPTED}
    by_dossier = Count(Decision.objects.filter(kind="ACCEPT").values_list("dossier_id", flat=True))
    assert by_dossier == dict.fromkeys(ids, 1)
    assert not WorkItem.objects.filter(step="INTAKE").exists()
    assert WorkItem.objects.filter(step="EXAMINE").count() == DOSSIERS
    assert all(events.names_of(key).count("dossier.accepted") == 1 for key in ids)
    assert Decision.objects.values("by_id").distinct().count() > 1


def test_what_several_take_and_a_leader_gives_at_once_ends_with_one_of_them(sent):
    """Everybody ticks the same hundred, each in another order, while they are given to one of them."""
    ids = [*clones_of(sent, 100, at=MORNING), sent.id]
    officers = receivers(8, at=MORNING)

    def taking(place: int):
        mixed = ids[place * 7 :] + ids[: place * 7]
        return lambda: hold_items(dossier_ids=mixed, officer=officers[place], at=AT)

    def giving(place: int):
        return lambda: assign(dossier_ids=ids[::-1], to_officer=officers[place].id, by=SYSTEM, at=AT)

    came = all_at_once([*(taking(place) for place in range(8)), giving(0), giving(1)])

    assert all(isinstance(result, int) for result in came), came
    kept = set(WorkItem.objects.filter(dossier_id__in=ids).values_list("assignee_id", flat=True))
    assert kept in ({officers[0].id}, {officers[1].id})
