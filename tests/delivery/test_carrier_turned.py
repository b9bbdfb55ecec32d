"""A recipient who sends the envelope somewhere else is not told so while nobody tells the carrier."""

from datetime import timedelta

import pytest

from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.selectors.slots import points_near
from cuamo.delivery.services.choose_window import choose_point
from cuamo.delivery.services.order_carriage import order_carriage
from cuamo.delivery.services.redirect import ask_redirect, confirm_redirect
from cuamo.delivery.services.take_news import take_news
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from tests.delivery.carried import CARRIER, alarms_of, maps, news, ordered, parcel_of, tell
from tests.delivery.conftest import CLERK, NOON, sealed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("point")]
LATER = NOON + timedelta(hours=5)


def move_house(order: CarrierOrder) -> None:
    subject = parcel_of(order).subject_id
    asked = ask_redirect(
        subject_id=subject,
        address="Số 9 phố Mới, Hà Nội",
        ward_code="00070",
        proven_by="SIGNED_IN",
        via="WEB",
        asker=SYSTEM,
        at=LATER,
    )
    assert confirm_redirect(subject_id=subject, code=asked.code, actor=SYSTEM, at=LATER)


def test_a_new_address_calls_the_order_off_and_its_coordinator_has_to_tell_the_carrier():
    maps()
    order = ordered()
    tell(order, ("ACCEPTED", "PICKED_UP"))

    move_house(order)

    assert CarrierOrder.objects.get(id=order.id).cancel_wanted_at == LATER
    assert alarms_of(order) == ["CARRIER_ADDRESS"]
    assert parcel_of(order).alarms.get().owner_unit == CARRIER


def test_delivered_at_the_old_address_after_all_is_an_alarm():
    maps()
    order = ordered()
    tell(order, ("ACCEPTED", "PICKED_UP"))
    move_house(order)

    take_news(carrier=CARRIER, said=news(order, "DELIVERED", 30), source="MESSAGE", at=LATER)

    assert parcel_of(order).state == "DELIVERED"
    assert alarms_of(order) == ["CARRIER_ADDRESS", "CARRIER_CONFLICT"]


def test_an_order_that_was_never_sent_goes_to_the_new_address_by_itself():
    maps()
    order = order_carriage(parcel_id=sealed().id, carrier=CARRIER, clerk=CLERK, at=NOON)

    move_house(order)

    assert CarrierOrder.objects.get(id=order.id).cancel_wanted_at is None
    assert alarms_of(order) == []


def test_a_point_chosen_instead_of_home_is_told_to_the_carrier_too():
    maps()
    order = ordered()
    tell(order, ("ACCEPTED", "PICKED_UP"))
    parcel = parcel_of(order)
    (point, *_) = points_near(parcel)

    choose_point(subject_id=parcel.subject_id, point_code=point.code, recipient=SYSTEM, at=LATER)

    assert CarrierOrder.objects.get(id=order.id).cancel_wanted_at == LATER
    assert alarms_of(order) == ["CARRIER_ADDRESS"]
    assert "delivery.carrier_called_off" in events.names_of(parcel.subject_id)
