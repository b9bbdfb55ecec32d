"""A courier fetches papers at the citizen's door."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.services.parts import (
    about,
    clean_seal,
    lock_parcel,
    require_courier,
    require_free_seal,
    require_not_recalled,
)
from cuamo.delivery.states import Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def take_at_home(
    *,
    parcel_id: UUID,
    seal_number: str,
    courier: Actor,
    at: datetime,
    device_time: datetime | None = None,
    device_key: str | None = None,
) -> Parcel:
    """Take sealed papers from the citizen (thu giấy tờ tại nhà); taken twice is once.

    The citizen sees the envelope sealed; the seal's number is their side. Every paper counts as put in.

    Raises:
        NotPermitted: it is on another courier's run.
        IllegalTransition: nothing waits to be fetched, or it was called off.
        Invalid: the seal number is none, or already used.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if parcel.direction == Direction.ORIGINALS and parcel.state in {
        ParcelState.PICKED_UP,
        ParcelState.DELIVERED,
    }:
        return parcel
    require_not_recalled(parcel)
    if parcel.holder_kind != "SENDER" or parcel.state != ParcelState.ON_MANIFEST:
        raise IllegalTransition(
            "originals.not_waiting",
            "Không có giấy tờ chờ thu ở địa chỉ này.",
            "No papers wait to be fetched here.",
        )
    number = clean_seal(seal_number)
    require_free_seal(number)
    HandOver.objects.create(
        parcel=parcel,
        giver={"kind": "SENDER"},
        given_at=at,
        taker=courier.as_json(),
        taken_at=at,
        device_time=device_time,
        device_key=device_key,
    )
    parcel.papers.update(put_in_at=at, put_in_by={"kind": "SENDER"})
    parcel.seal_number, parcel.sealed_at, parcel.state = number, at, ParcelState.PICKED_UP
    parcel.holder_kind, parcel.holder_id = "COURIER", courier.id
    parcel.save(update_fields=["seal_number", "sealed_at", "state", "holder_kind", "holder_id"])
    events.record("delivery.sealed", parcel.subject_id, actor=courier, at=at, **about(parcel))
    events.record(
        "delivery.handed_over",
        parcel.subject_id,
        actor=courier,
        at=at,
        **about(parcel),
        giver={"kind": "SENDER"},
        taker=courier.as_json(),
    )
    return parcel
