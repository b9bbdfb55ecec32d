"""A carrier has an order of ours for certain."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.rules.carrier_asking import SILENT_AFTER
from cuamo.delivery.selectors.carrier_map import carrier_actor
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.types import OrderState
from cuamo.kernel import events


@transaction.atomic
def note_accepted(*, order_id: UUID, carrier_number: str, at: datetime) -> CarrierOrder:
    """Note that the carrier has the order, by its answer, a look-up or news of it; again changes nothing.

    Records `delivery.carrier_accepted` once. The first number the carrier gives stays.
    """
    parcel = lock_parcel(parcel_id=CarrierOrder.objects.values_list("parcel_id", flat=True).get(id=order_id))
    order = CarrierOrder.objects.select_for_update().get(id=order_id)
    if carrier_number and not order.carrier_number:
        order.carrier_number = carrier_number
        order.save(update_fields=["carrier_number"])
        if parcel.carrier == order.carrier:
            parcel.carrier_number = carrier_number
            parcel.save(update_fields=["carrier_number"])
    if order.state not in {OrderState.WAITING, OrderState.UNKNOWN}:
        return order
    order.state, order.accepted_at, order.asked, order.last_fault = OrderState.ACCEPTED, at, 0, ""
    order.ask_again_at = at if order.cancel_wanted_at else at + SILENT_AFTER
    order.save(update_fields=["state", "accepted_at", "asked", "last_fault", "ask_again_at"])
    events.record(
        "delivery.carrier_accepted",
        parcel.subject_id,
        actor=carrier_actor(order.carrier),
        at=at,
        label=parcel.label,
        carrier=order.carrier,
        order=order.number,
    )
    return order
