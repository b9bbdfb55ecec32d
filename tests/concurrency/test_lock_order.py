"""One order of locks for a dossier: whoever acts on it and whoever gives, takes or watches it get through."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cuamo.dossiers.models import Dossier, PreparedApology, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.assign import assign
from cuamo.dossiers.services.escalate import escalate
from cuamo.dossiers.services.lock_item import open_item
from cuamo.dossiers.services.opinion import ask_opinion
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell
from cuamo.dossiers.services.prepare_apology import prepare_apologies, report_unsent_apologies
from cuamo.dossiers.services.warn import warn
from cuamo.dossiers.services.warn_slow import warn_slow
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.errors import NotFound
from cuamo.kernel.events import names_of
from tests.support.at_once import GATE_SECONDS, all_at_once
from tests.support.city import MORNING, Counter, begin_shift, load_city, staff

pytestmark = pytest.mark.django_db(transaction=True)
AT = local("2026-11-20 09:00")
LATER = timedelta(days=30)
_WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database OR database IS NULL
WHERE NOT granted AND d.datname = current_database()
"""


@pytest.fixture
def dossiers(transactional_db) -> list[Dossier]:
    """Two dossiers under examination."""
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    sent = [counter.sent("1.004873"), counter.sent("1.004873")]
    for each in sent:
        accept(dossier_id=each.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    return list(Dossier.objects.filter(id__in=[each.id for each in sent]).order_by("id"))


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return bool(cursor.fetchone()[0])


def given(dossier: Dossier) -> object:
    return assign(
        dossier_ids=[dossier.id],
        to_officer=staff("chuyenvien.hoankiem").id,
        by=staff("lanhdao.hoankiem"),
        at=AT,
    )


def taken_over(dossier: Dossier) -> object:
    return open_item(
        dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), take_over=True, at=AT + LATER
    )


WATCHES: list[Callable[[Dossier], object]] = [
    given,
    taken_over,
    lambda dossier: warn(at=AT + LATER),
    lambda dossier: warn_slow(at=WorkItem.objects.get(dossier_id=dossier.id).step_due_at),
    lambda dossier: escalate(at=AT + LATER),
    lambda dossier: prepare_apologies(at=dossier.due_at - timedelta(minutes=1)),
    lambda dossier: report_unsent_apologies(at=AT + LATER),
]


@pytest.mark.parametrize(
    "other", WATCHES, ids=["given", "taken_over", "warn", "slow", "escalate", "prepare", "unsent"]
)
def test_an_act_that_has_told_before_it_leaves_the_queue_meets_no_deadlock(dossiers, other):
    """The act stands between its event and the queue until the other one waits for it, or is done."""
    dossier = dossiers[0]
    WorkItem.objects.filter(dossier_id=dossiers[1].id).delete()
    warn(at=dossier.due_at + timedelta(minutes=1))
    WorkItem.objects.update(warned=0, assignee_id="", assignee_name="")
    PreparedApology.objects.create(
        dossier_id=dossier.id,
        due_at=dossier.due_at,
        cause="x",
        new_due_at=dossier.due_at + LATER,
        prepared_at=AT,
    )
    told, done = threading.Event(), threading.Event()

    @transaction.atomic
    def act() -> str:
        held = lock_dossier(dossier.id)
        tell("dossier.finished", held, actor=SYSTEM, at=AT + LATER)
        told.set()
        while not done.wait(0.02) and not somebody_waits():
            pass
        PreparedApology.objects.filter(dossier_id=dossier.id).update(ended_at=AT)
        leave_queues(held)
        return "acted"

    def beside() -> object:
        told.wait(GATE_SECONDS)
        try:
            return other(dossier)
        finally:
            done.set()

    came = all_at_once([act, beside])

    assert came[0] == "acted"
    assert came[1] == 0 or isinstance(came[1], NotFound), came[1]
    assert names_of(dossier.id).count("dossier.finished") == 1
    assert not WorkItem.objects.filter(dossier_id=dossier.id).exists()


def test_letters_of_apology_are_drafted_beside_the_dossier_somebody_works_on(dossiers):
    at_work, other = dossiers
    for each in dossiers:
        ask_opinion(
            dossier_id=each.id,
            officer=staff("chuyenvien.hoankiem"),
            of_unit="PX-00091",
            question="Có không?",
            hours=40,
            at=AT,
        )
    locked, drafted = threading.Event(), threading.Event()

    @transaction.atomic
    def work() -> bool:
        lock_dossier(at_work.id)
        WorkItem.objects.select_for_update().get(dossier_id=at_work.id)
        locked.set()
        return drafted.wait(GATE_SECONDS)

    def draft() -> int:
        locked.wait(GATE_SECONDS)
        try:
            return prepare_apologies(at=at_work.due_at - timedelta(minutes=1))
        finally:
            drafted.set()

    assert all_at_once([work, draft]) == [True, 1]
    assert [row.dossier_id for row in PreparedApology.objects.all()] == [other.id]
    assert prepare_apologies(at=at_work.due_at - timedelta(minutes=1)) == 1, "the next run takes it"
