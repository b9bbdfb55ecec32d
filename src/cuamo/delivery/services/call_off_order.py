"""Call an order at a carrier off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.models.carrier import CLOSED
from cuamo.delivery.selectors.carrier_orders import open_order_of
from cuamo.delivery.services.parts import lock_parcel
from cuamo.kernel import events
from cuamo.kernel.actors import Actor


@transaction.atomic
def call_off_order(*, parcel_id: UUID, actor: Actor, at: datetime) -> CarrierOrder | None:
    """Ask for the envelope's order to be cancelled (hủy đơn); None without an open one.

    The carrier is told soon after; till it has answered the outcome is unknown and is asked about. That the
    actor may decide it is checked by who calls. Records `delivery.carrier_called_off` once.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    found = open_order_of(parcel.id)
    if found is None:
        return None
    order = CarrierOrder.objects.select_for_update().exclude(state__in=CLOSED).filter(id=found.id).first()
    if order is None or order.cancel_wanted_at is not None:
        return order
    order.cancel_wanted_at = at
    if order.ask_again_at is None or order.ask_again_at > at:
        order.ask_again_at = at if order.asked == 0 else order.ask_again_at
    order.save(update_fields=["cancel_wanted_at", "ask_again_at"])
    events.record(
        "delivery.carrier_called_off",
        parcel.subject_id,
        actor=actor,
        at=at,
        label=parcel.label,
        carrier=order.carrier,
    )
    return order
