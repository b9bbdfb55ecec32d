"""Take an envelope off a manifest: it did not go, and is free to go another way."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Bag, Parcel
from cuamo.delivery.selectors.owners import owner_by_side
from cuamo.delivery.services.call_off_order import call_off_order
from cuamo.delivery.services.parts import (
    about,
    lock_bag,
    lock_envelopes,
    lock_parcel,
    open_bag_half,
    open_half,
    place_of,
    require_at_origin,
    require_loose,
)
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, BagState, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def take_off_manifest(*, parcel_id: UUID, clerk: Actor, at: datetime) -> Parcel:
    """The place takes an envelope that lies there off its manifest (lấy khỏi bảng kê); twice is once.

    A scan of one side alone can never be answered then: it is broken off. Where the courier has signed for
    what the place has in hand, that is an alarm at the courier's side. An order at a carrier is called off.
    Records `delivery.off_manifest`.

    Raises:
        NotPermitted: it lies at another place.
        IllegalTransition: it is on no manifest, or goes with its bag.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    fetched = parcel.holder_kind == "SENDER"
    require_at_origin(parcel.destination_unit if fetched else place_of(parcel), clerk)
    if parcel.run_id is None and parcel.holder_kind != "COURIER":
        return parcel
    if parcel.state != ParcelState.ON_MANIFEST:
        raise IllegalTransition(
            "parcel.not_on_manifest",
            f"Phong bì {parcel.label} không còn chờ giao trong bảng kê.",
            f"Envelope {parcel.label} no longer waits on a manifest.",
            hint_vi="Bưu tá đã nhận thì bưu tá mang về, điểm quét nhận.",
            hint_en="The courier who has it brings it back, and it is scanned in.",
        )
    require_loose(parcel)
    half, run = open_half(parcel), parcel.run
    take_off(parcel, actor=clerk, at=at)
    if half is not None and half.taken_at is not None:
        owner = owner_by_side(half.taker, parcel.origin_unit)
        raise_alarm(
            kind=AlarmKind.WRONG_PLACE,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={
                "place": clerk.unit_code,
                "had": str((half.taker or {}).get("id", "")),
                "belongs": str(run),
            },
            actor=clerk,
        )
    if parcel.carrier:
        call_off_order(parcel_id=parcel.id, actor=clerk, at=at)
    return parcel


@transaction.atomic
def take_bag_off_manifest(*, bag_id: UUID, clerk: Actor, at: datetime) -> Bag:
    """The place takes a bag that did not go off its run, with what is in it; twice is once.

    Raises:
        NotPermitted: it leaves from another place. IllegalTransition: the courier has signed for it.
    """
    bag = lock_bag(bag_id=bag_id)
    require_at_origin(bag.origin_unit, clerk)
    take_bag_off(bag, actor=clerk, at=at)
    if bag.run_id is not None:
        raise IllegalTransition(
            "bag.taken",
            f"Bưu tá đã quét nhận túi {bag.number}.",
            f"The courier has signed for bag {bag.number}.",
            hint_vi="Bưu tá mang về, điểm quét nhận.",
            hint_en="The courier brings it back, and it is scanned in.",
        )
    return bag


def take_off(parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """Take the locked envelope off its manifest, and break off what one side alone has signed."""
    run = parcel.run
    if (half := open_half(parcel)) is not None:
        half.broken_off_at = at
        half.save(update_fields=["broken_off_at"])
    travelled = parcel.hand_overs.filter(broken_off_at=None).exists()
    waits = ParcelState.CREATED if parcel.holder_kind == "SENDER" else ParcelState.SEALED
    parcel.state = ParcelState.RETURNED if travelled else waits
    parcel.run = None
    parcel.save(update_fields=["state", "run"])
    events.record(
        "delivery.off_manifest",
        parcel.subject_id,
        actor=actor,
        at=at,
        **about(parcel),
        run=run.number if run else "",
    )


def take_bag_off(bag: Bag, *, actor: Actor, at: datetime) -> None:
    """Take a locked bag that nobody took, and what is in it, off its run."""
    half = open_bag_half(bag)
    if bag.state != BagState.SEALED or bag.run_id is None or (half is not None and half.taken_at is not None):
        return
    bag.run = None
    bag.save(update_fields=["run"])
    for parcel in lock_envelopes(bag):
        take_off(parcel, actor=actor, at=at)
