"""Sixteen senders at the same moment, on connections of their own."""

import threading

import pytest
from django.db import connection

from cuamo.dossiers.models import Dossier, DossierKey, WorkItem
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.models import IdempotencyKey, NumberSeries
from tests.support.city import CARD, MORNING, Counter, begin_shift, load_city, staff

SENDERS = 16


def send_at_once(dossier_id, clerk, keys):
    """Let one sender per key go at the same moment; return what each was answered."""
    gate = threading.Barrier(len(keys))
    answers = [None] * len(keys)

    def send(place, key):
        try:
            gate.wait(timeout=30)
            answers[place] = submit(dossier_id=dossier_id, actor=clerk, key=key, at=MORNING)
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(keys)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


@pytest.mark.django_db(transaction=True)
def test_one_key_or_sixteen_a_dossier_is_sent_once_with_one_event_and_one_number():
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    same = counter.confirmed()
    other = counter.confirmed(card=CARD.replace("001185012345", "001185054321"))

    by_one_key = send_at_once(same.id, clerk, ["one-key"] * SENDERS)
    by_many = send_at_once(other.id, clerk, [f"key-{place}" for place in range(SENDERS)])

    assert {getattr(answer, "code", answer) for answer in by_one_key} == {_code(1)}
    assert {getattr(answer, "code", answer) for answer in by_many} == {_code(2)}
    for dossier in (same, other):
        assert Dossier.objects.get(id=dossier.id).state == State.SUBMITTED
        assert events.names_of(dossier.id).count("dossier.submitted") == 1
        assert DossierKey.objects.filter(kind="CODE", dossier_id=dossier.id).count() == 1
        assert WorkItem.objects.filter(dossier_id=dossier.id).count() == 1
    assert Dossier.objects.count() == 2
    assert NumberSeries.objects.get(series__startswith="dossier:").last == 2
    assert IdempotencyKey.objects.filter(scope="dossier.submit", key="one-key").count() == 1


def _code(number):
    """Return the code the receiving point gives its first, second … dossier of the day."""
    identifier = Dossier.objects.exclude(code="").values_list("code", flat=True)[0].split("-")[0]
    return f"{identifier}-{MORNING:%Y%m%d}-{number:07d}"
