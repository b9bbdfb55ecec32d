"""Whoever waits for an envelope has the code of the trip the courier is on."""

from uuid import uuid4

import pytest

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.services.start_out import start_out
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.tell_citizen import tell_citizen
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.notices.models import Notice
from tests.dossiers.test_lost_result import LATER, hear, lose, packed
from tests.support.city import MORNING, staff

__all__ = ["packed"]

pytestmark = pytest.mark.django_db

COURIER = Actor(ActorKind.STAFF, str(uuid4()), "Trần Văn Tài", "VNP", frozenset({"COURIER"}))


def set_out(dossier, *, at):
    """Send the courier out with the envelope; return the code, once the texts have heard of it twice."""
    clerk, parcel = staff("tiepnhan.hoankiem"), parcel_of(dossier.id)
    load_run(parcel_ids=[parcel.id], courier=COURIER, clerk=clerk, at=at)
    hand_over(label=parcel.label, clerk=clerk, at=at)
    scan_in(label=parcel.label, courier=COURIER, at=at)
    start_out(parcel_id=parcel.id, window="", courier=COURIER, at=at)
    for _ in range(2):
        tell_citizen(dossier_id=dossier.id, news="delivery.out", at=at)
    return Parcel.objects.get(id=parcel.id).pin


def texts(dossier):
    return [each.text for each in Notice.objects.filter(subject_id=dossier.id, template="N6").order_by("id")]


def test_brought_back_without_an_attempt_the_next_trip_tells_its_new_code_once(packed):
    first = set_out(packed, at=MORNING)
    parcel = parcel_of(packed.id)
    give_back(label=parcel.label, courier=COURIER, at=MORNING)
    return_to_point(label=parcel.label, clerk=staff("tiepnhan.hoankiem"), at=MORNING)

    second = set_out(packed, at=LATER)

    one, two = texts(packed)
    assert (f"Ma nhan: {first}." in one, f"Ma nhan: {second}." in two) == (True, True)


def test_the_envelope_that_takes_a_lost_ones_place_tells_its_code_once(packed):
    set_out(packed, at=MORNING)
    lose(packed)
    hear(packed)
    clerk = staff("tiepnhan.hoankiem")
    again = pack_result(dossier_id=packed.id, clerk=clerk, at=LATER)
    seal_result(parcel_id=again.id, seal_number="NP-770009", clerk=clerk, at=LATER)

    code = set_out(packed, at=LATER)

    assert len(texts(packed)) == 2
    assert f"Ma nhan: {code}." in texts(packed)[1]
