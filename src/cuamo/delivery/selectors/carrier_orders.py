"""Orders at carriers: which are due, what is asked of a carrier, what proves a delivery."""

from datetime import datetime
from itertools import zip_longest
from uuid import UUID

from django.db.models import QuerySet

from cuamo.delivery.models import CarrierOrder, Parcel
from cuamo.delivery.models.carrier import CLOSED
from cuamo.delivery.services.parts import place_of
from cuamo.delivery.states import Direction
from cuamo.delivery.types import OrderForm, Party
from cuamo.organisation.models import FormerWard, Unit, Ward


def orders_due(*, at: datetime) -> QuerySet[CarrierOrder]:
    """Return orders whose carrier is to be told or asked something now, the longest due first."""
    return CarrierOrder.objects.filter(ask_again_at__lte=at).order_by("ask_again_at", "id")


def proofs_due(*, at: datetime) -> QuerySet[CarrierOrder]:
    """Return delivered orders whose proof is to be asked for now."""
    return CarrierOrder.objects.filter(proof_due_at__lte=at).order_by("proof_due_at", "id")


def longest_due(orders: QuerySet[CarrierOrder], most: int) -> list[tuple[UUID, str]]:
    """Return the first orders of every carrier, one of each in turn, the longest due of a carrier first.

    What waits for a slow or silent carrier stands before nobody else's.
    """
    carriers = orders.order_by("carrier").values_list("carrier", flat=True).distinct()
    queues = [orders.filter(carrier=carrier).values_list("id", "carrier")[:most] for carrier in carriers]
    return [one for turn in zip_longest(*queues) for one in turn if one is not None]


def open_order_of(parcel_id: UUID) -> CarrierOrder | None:
    """Return the order that carries an envelope now."""
    return CarrierOrder.objects.filter(parcel_id=parcel_id).exclude(state__in=CLOSED).first()


def ours(carrier: str, numbers: set[str]) -> set[str]:
    """Return which of these numbers are of orders of ours at a carrier."""
    return set(
        CarrierOrder.objects.filter(carrier=carrier, number__in=numbers).values_list("number", flat=True)
    )


def form_of(order: CarrierOrder) -> OrderForm:
    """Return what the carrier is asked to carry: from where it lies to its recipient or its authority."""
    parcel = order.parcel
    collection = parcel.direction == Direction.ORIGINALS
    receiver = _unit(parcel.destination_unit) if collection else _recipient(parcel)
    return OrderForm(
        number=order.number, sender=_unit(place_of(parcel)), receiver=receiver, collection=collection
    )


def _unit(code: str) -> Party:
    unit = Unit.objects.filter(code=code).first()
    ward_code = unit.ward_code if unit else ""
    ward, district = _names(ward_code)
    return Party(
        name=unit.name_vi if unit else code,
        address=(unit.address if unit else "") or (unit.name_vi if unit else code),
        phone=unit.phone if unit else "",
        ward_code=ward_code,
        ward=ward,
        district=district,
    )


def _recipient(parcel: Parcel) -> Party:
    ward, district = _names(parcel.ward_code)
    return Party(
        name=str(parcel.recipient),
        address=str(parcel.address),
        phone=str(parcel.phone),
        ward_code=parcel.ward_code,
        ward=ward,
        district=district,
    )


def _names(ward_code: str) -> tuple[str, str]:
    """Return a ward and the district most of it lay in until 30 June 2025, by its first old commune."""
    ward = Ward.objects.filter(code=ward_code).first()
    if ward is None:
        return ward_code or "Hà Nội", "Hà Nội"
    former = FormerWard.objects.filter(ward=ward).order_by("is_split", "code", "id").first()
    return ward.full_name, former.district if former else "Hà Nội"
