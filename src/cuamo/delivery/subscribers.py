"""What follows from news of envelopes."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cuamo.delivery.jobs import tell_carrier_when
from cuamo.delivery.models import CarrierOrder, Parcel
from cuamo.delivery.services.call_off_order import call_off_order
from cuamo.delivery.services.follow_carrier import follow_order
from cuamo.delivery.services.hold_at_point import hold_what_came_back
from cuamo.delivery.services.lose import lose_by_carrier
from cuamo.delivery.services.order_carriage import choose_carrier
from cuamo.delivery.types import CarrierState, OrderState
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord

OLD_AFTER = timedelta(days=2)
"""Nothing is ordered for an envelope sealed so long ago: a replay, or somebody keeps it on purpose."""
OF_THE_CARRIER = frozenset({"CARRIER", "DESTROYED"})
"""Reasons of a loss that the carrier gave."""


@subscriber("delivery-holds", "delivery.returned")
def keep_at_the_point(event: EventRecord) -> None:
    """What came back for good is kept at the point for its recipient to collect; again, nothing changes."""
    hold_what_came_back(label=str(event.data["label"]), at=event.occurred_at)


@subscriber("delivery-losses", "delivery.carrier_moved")
def lose_what_the_carrier_lost(event: EventRecord) -> None:
    """What a carrier says it has lost is declared lost; again, nothing changes."""
    if event.data.get("state") == "LOST" and not event.data.get("elsewhere"):
        lose_by_carrier(label=str(event.data["label"]), at=event.occurred_at)


@subscriber("carriers", "delivery.sealed")
def give_to_carrier(event: EventRecord) -> None:
    """A sealed envelope whose way a carrier's contract covers gets its order; again, nothing changes."""
    if timezone.now() - event.occurred_at <= OLD_AFTER:
        choose_carrier(label=str(event.data["label"]), at=event.occurred_at)


@subscriber("carriers", "delivery.recalled", "delivery.lost", "delivery.found")
def call_the_carrier_off(event: EventRecord) -> None:
    """An envelope called back, lost, or in other hands needs no carriage: its order is called off.

    One the carrier itself says it has lost is not: it knows.
    """
    if event.data.get("why") in OF_THE_CARRIER:
        return
    for parcel in Parcel.objects.filter(label=str(event.data["label"])):
        call_off_order(parcel_id=parcel.id, actor=SYSTEM, at=event.occurred_at)


@subscriber("carriers", "delivery.handed_over")
def catch_up_with_the_carrier(event: EventRecord) -> None:
    """What a carrier told before our own scan out was there moves the envelope now."""
    for order in CarrierOrder.objects.filter(parcel__label=str(event.data["label"])).order_by("id"):
        with transaction.atomic():
            follow_order(order_id=order.id, at=event.occurred_at)


@subscriber("carriers", "delivery.window_chosen")
def tell_the_carrier_when(event: EventRecord) -> None:
    """The time a recipient chose after a failed attempt reaches the carrier too."""
    orders = CarrierOrder.objects.filter(parcel__label=str(event.data["label"]), state=OrderState.ACCEPTED)
    for order in orders.filter(reached=CarrierState.FAILED_ATTEMPT):
        tell_carrier_when.enqueue(order_id=str(order.id), window=str(event.data["window"]))
