"""Consumers against real concurrent transactions."""

import random
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.consumers import Consumer, run_once
from cuamo.kernel.ids import uuid7
from cuamo.kernel.models import ConsumerFault, ConsumerPosition

AT = local("2026-11-20 09:12")


def _drain(consumer: Consumer, *, until: Callable[[], bool] = lambda: True) -> None:
    """Run the consumer until nothing is left and `until` holds.

    A transaction open anywhere in the cluster, another test's for example, holds the horizon back: so wait.
    """
    for _ in range(2000):
        if run_once(consumer, limit=7) == 0:
            if until():
                return
            threading.Event().wait(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_skipped():
    seen: list[str] = []
    consumer = Consumer("late", {"dossier.drafted": [lambda event: seen.append(event.data["who"])]})
    opened, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT, who="early-but-late")
            opened.set()
            may_commit.wait(300)
        connections.close_all()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert opened.wait(10)
    events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT, who="late-but-early")
    _drain(consumer)
    assert seen == [], "a later event may not be taken while an earlier transaction is open"
    may_commit.set()
    thread.join()
    _drain(consumer, until=lambda: len(seen) == 2)

    assert seen == ["early-but-late", "late-but-early"]


@pytest.mark.django_db(transaction=True)
def test_no_event_of_eight_busy_writers_is_skipped_or_taken_twice():
    taken: list[int] = []
    consumer = Consumer("busy", {"dossier.drafted": [lambda event: taken.append(event.data["number"])]})
    writers, each = 8, 40
    rng = random.Random(7)
    pauses = [[rng.random() / 400 for _ in range(each)] for _ in range(writers)]

    def write(writer: int) -> None:
        for turn in range(each):
            with transaction.atomic():
                number = writer * each + turn
                events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT, number=number)
                threading.Event().wait(pauses[writer][turn])
        connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        run_once(consumer, limit=5)
    _drain(consumer, until=lambda: len(taken) >= writers * each)

    assert sorted(taken) == list(range(writers * each))


@pytest.mark.django_db(transaction=True)
def test_two_workers_of_one_consumer_take_each_event_once():
    lock, taken = threading.Lock(), []

    def take(event: events.EventRecord) -> None:
        with lock:
            taken.append(event.id)

    consumer = Consumer("pair", {"dossier.drafted": [take]})
    for _ in range(60):
        events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT)

    def work() -> None:
        for _ in range(40):
            run_once(consumer, limit=3)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _drain(consumer, until=lambda: len(taken) >= 60)

    assert len(taken) == len(set(taken)) == 60


@pytest.mark.django_db(transaction=True)
def test_an_event_a_consumer_fails_on_is_kept_for_later_and_holds_nothing_up():
    taken: list[str] = []

    def take(event: events.EventRecord) -> None:
        if event.data["who"] == "bad":
            raise RuntimeError("cannot take this one")
        taken.append(event.data["who"])

    consumer = Consumer("faulty", {"dossier.drafted": [take]})
    for who in ("one", "bad", "two"):
        events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT, who=who)

    _drain(
        consumer, until=lambda: len(taken) == 2 and ConsumerFault.objects.filter(consumer="faulty").exists()
    )

    assert taken == ["one", "two"]
    assert [fault.attempts for fault in ConsumerFault.objects.filter(consumer="faulty")] == [1]


@pytest.mark.django_db(transaction=True)
def test_a_consumer_started_from_zero_sees_everything_again():
    taken: list[str] = []
    consumer = Consumer("replay", {"dossier.drafted": [lambda event: taken.append(event.data["who"])]})
    for who in ("one", "two"):
        events.record("dossier.drafted", uuid7(AT), actor=SYSTEM, at=AT, who=who)
    _drain(consumer, until=lambda: len(taken) == 2)

    ConsumerPosition.objects.filter(consumer="replay").update(xid=0, feed_id=0)
    _drain(consumer, until=lambda: len(taken) == 4)

    assert taken == ["one", "two", "one", "two"]


@pytest.fixture(autouse=True)
def _empty_feed(request):
    yield
    if "transactional_db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE kernel_feed, kernel_event, kernel_stream")
