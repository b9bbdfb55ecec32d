"""Give an envelope to a carrier: its manifest and an order under a number of ours."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import CarrierOrder, Parcel
from cuamo.delivery.selectors.carrier_map import carrier_actor, carrier_for
from cuamo.delivery.selectors.carrier_orders import open_order_of
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.parts import lock_parcel, place_of
from cuamo.delivery.states import Direction, ParcelState
from cuamo.delivery.types import OrderState
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Unit


@transaction.atomic
def order_carriage(*, parcel_id: UUID, carrier: str, clerk: Actor, at: datetime) -> CarrierOrder:
    """Put the envelope on the carrier's manifest and prepare its order (giao cho hãng chuyển).

    The order goes out by itself soon after; the place still scans the envelope out and the carrier still
    has to say that it picked it up. An envelope with an open order at this carrier keeps it.

    Raises:
        IllegalTransition: it is not sealed, was called back, or another carrier has it.
        NotPermitted: it lies at another place.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    open_order = open_order_of(parcel.id)
    if open_order is not None:
        if open_order.carrier == carrier:
            return open_order
        raise IllegalTransition(
            "carrier.other",
            f"Phong bì {parcel.label} đã đặt hãng khác chuyển.",
            f"Another carrier has an order for envelope {parcel.label}.",
        )
    load_run(parcel_ids=[parcel.id], courier=carrier_actor(carrier), clerk=clerk, at=at)
    parcel.refresh_from_db()
    parcel.carrier = carrier
    parcel.save(update_fields=["carrier"])
    number = CarrierOrder.objects.filter(parcel=parcel).count() + 1
    return CarrierOrder.objects.create(
        id=uuid7(at),
        parcel=parcel,
        carrier=carrier,
        operator_code=carrier,
        number=f"{parcel.label}-{number}",
        state=OrderState.WAITING,
        ask_again_at=at,
        created_at=at,
    )


@transaction.atomic
def choose_carrier(*, label: str, at: datetime) -> CarrierOrder | None:
    """Give a sealed envelope to the carrier whose contract covers its way; None for the own courier.

    A second run, and one for an envelope that has gone on, changes nothing.
    """
    found = Parcel.objects.filter(label=label, ended_at=None, recalled_at=None, bag=None).first()
    if found is None or found.state != ParcelState.SEALED or found.run_id is not None:
        return None
    ward_code = found.ward_code
    if found.direction == Direction.ORIGINALS:
        ward_code = _ward_of(found.destination_unit)
    day = at.astimezone(HANOI).date()
    carrier = carrier_for(origin_unit=place_of(found), ward_code=ward_code, on=day)
    if not carrier:
        return None
    return order_carriage(parcel_id=found.id, carrier=carrier, clerk=SYSTEM, at=at)


def _ward_of(unit_code: str) -> str:
    return Unit.objects.filter(code=unit_code).values_list("ward_code", flat=True).first() or ""
