"""Sixteen senders at the same moment, on connections of their own."""

import pytest

from cuamo.dossiers.models import Dossier, DossierKey, WorkItem
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.models import IdempotencyKey, NumberSeries
from tests.support.at_once import all_at_once
from tests.support.city import CARD, MORNING, Counter, begin_shift, load_city, staff

SENDERS = 16


def sending(dossier, clerk, key):
    return lambda: submit(dossier_id=dossier.id, actor=clerk, key=key, at=MORNING)


@pytest.mark.django_db(transaction=True)
def test_one_key_or_sixteen_a_dossier_is_sent_once_with_one_event_and_one_number():
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    counter = Counter(clerk, MORNING)
    same = counter.confirmed()
    other = counter.confirmed(card=CARD.replace("001185012345", "001185054321"))

    by_one_key = all_at_once([sending(same, clerk, "one-key")] * SENDERS)
    by_many = all_at_once([sending(other, clerk, f"key-{place}") for place in range(SENDERS)])

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
