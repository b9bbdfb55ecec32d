"""A carrier's word moves only what the carrier has in its hands by our own scans."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.delivery.models import CarrierNews, CarrierOrder, HandOver, Loss
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.lose import declare_lost
from cuamo.delivery.services.take_news import take_news
from cuamo.delivery.subscribers import call_the_carrier_off, lose_what_the_carrier_lost
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.consumers import all_consumers
from cuamo.organisation.types import Role
from tests.delivery.carried import CARRIER, alarms_of, maps, news, ordered, parcel_of, tell
from tests.delivery.conftest import COURIER, NOON, run_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point", "places")]
LATER = NOON + timedelta(hours=5)
ROAD = ("ACCEPTED", "PICKED_UP", "IN_TRANSIT")
OTHER_POINT = Actor(ActorKind.STAFF, str(uuid4()), "Lê Văn Xuân", "P002", frozenset({Role.RECEIVER.value}))


def say(order: CarrierOrder, state: str, minute: int) -> str:
    return take_news(carrier=CARRIER, said=news(order, state, minute), source="MESSAGE", at=LATER)


def hear(order: CarrierOrder) -> None:
    """Let delivery hear what happened to the envelope."""
    for event in events.history_of(parcel_of(order).subject_id):
        if event.name in {"delivery.recalled", "delivery.lost", "delivery.found"}:
            call_the_carrier_off(event)
        if event.name == "delivery.carrier_moved":
            lose_what_the_carrier_lost(event)
    carriers = next(each for each in all_consumers() if each.name == "carriers")
    assert {"delivery.lost", "delivery.found"} <= set(carriers.handlers)


@pytest.fixture
def left_behind() -> CarrierOrder:
    """An envelope the carrier left at another point, which found it there."""
    maps()
    order = ordered()
    tell(order, ROAD)
    find_here(label=parcel_of(order).label, clerk=OTHER_POINT, at=LATER)
    return order


@pytest.mark.parametrize("state", ["OUT_FOR_DELIVERY", "RETURNING", "DELIVERED", "RETURNED", "LOST"])
def test_what_a_point_has_found_is_moved_by_no_word_of_the_carrier_and_the_word_is_kept(left_behind, state):
    before = HandOver.objects.count()

    assert say(left_behind, state, 9) == "IMPOSSIBLE"
    hear(left_behind)

    parcel = parcel_of(left_behind)
    assert (parcel.state, parcel.holder_kind, parcel.holder_id) == ("IN_TRANSIT", "UNIT", "P002")
    assert HandOver.objects.count() == before
    assert "CARRIER_CONFLICT" in alarms_of(left_behind)
    assert "delivery.delivered" not in events.names_of(parcel.subject_id)
    assert CarrierNews.objects.count() == len(ROAD) + 1


@pytest.mark.parametrize("state", ["OUT_FOR_DELIVERY", "DELIVERED", "RETURNED"])
def test_what_our_own_courier_is_to_bring_is_moved_by_no_word_of_the_carrier(left_behind, state):
    parcel = parcel_of(left_behind)
    parcel.holder_id = "P001"
    parcel.save(update_fields=["holder_id"])
    run_of(COURIER, parcel)

    assert say(left_behind, state, 9) == "IMPOSSIBLE"

    parcel = parcel_of(left_behind)
    assert (parcel.state, parcel.run.courier_id, parcel.holder_kind) == ("ON_MANIFEST", COURIER.id, "UNIT")
    assert "CARRIER_CONFLICT" in alarms_of(left_behind)


def test_the_order_of_what_was_found_elsewhere_is_called_off_and_ends_with_the_carriers_last_word(
    left_behind,
):
    hear(left_behind)
    assert CarrierOrder.objects.get(id=left_behind.id).cancel_wanted_at is not None

    say(left_behind, "DELIVERED", 9)

    order = CarrierOrder.objects.get(id=left_behind.id)
    assert (order.state, order.ask_again_at, order.proof_due_at is not None) == ("ENDED", None, True)


@pytest.mark.parametrize("state", ["DELIVERED", "RETURNED"])
def test_a_lost_envelope_is_called_off_and_the_carrier_that_has_it_after_all_is_an_alarm(state):
    maps()
    order = ordered()
    tell(order, ROAD)
    declare_lost(parcel_id=order.parcel_id, why="NO_SCAN", actor=SYSTEM, at=LATER)
    hear(order)
    assert CarrierOrder.objects.get(id=order.id).cancel_wanted_at is not None

    say(order, "OUT_FOR_DELIVERY", 11)
    say(order, state, 12)

    parcel, order = parcel_of(order), CarrierOrder.objects.get(id=order.id)
    assert (parcel.state, order.state) == ("LOST", "ENDED")
    assert "FOUND_AGAIN" in alarms_of(order)
    assert ("CARRIER_CONFLICT" in alarms_of(order)) is (state == "DELIVERED")
    assert Loss.objects.get(parcel=parcel).found_at == LATER
    assert "delivery.delivered" not in events.names_of(parcel.subject_id)


def test_what_the_carrier_itself_has_lost_is_not_called_off():
    maps()
    order = ordered()
    tell(order, (*ROAD, "LOST"))
    hear(order)
    hear(order)

    assert parcel_of(order).state == "LOST"
    assert CarrierOrder.objects.get(id=order.id).cancel_wanted_at is None
