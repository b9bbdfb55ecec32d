"""Two sides of a bag's hand-over; its end moves every envelope in it."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import Bag, BagHandOver, HandOver, Parcel
from cuamo.delivery.selectors.owners import owner_by_side
from cuamo.delivery.services.parts import (
    about,
    first_leg,
    lock_bag,
    lock_envelopes,
    open_bag_half,
    require_at_origin,
)
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, BagState, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role


@transaction.atomic
def hand_over_bag(*, number: str, clerk: Actor, at: datetime) -> BagHandOver:
    """The place scans the bag out to the courier (giao túi đi); a second scan changes nothing.

    Raises:
        NotPermitted: it is at another place. IllegalTransition: it is on no run, or has left.
    """
    bag = lock_bag(number=number)
    require_at_origin(bag.origin_unit, clerk)
    half = _leaving(bag)
    if half.given_at is None:
        half.giver, half.given_at, half.place = clerk.as_json(), at, clerk.unit_code
        _sign(half, clerk, at)
    return half


@transaction.atomic
def take_bag(*, number: str, courier: Actor, at: datetime, device_key: str | None = None) -> BagHandOver:
    """The courier scans the bag in (nhận túi); a second scan, or a replay, changes nothing.

    Raises:
        NotPermitted: it is on another courier's run. IllegalTransition: it is on no run, or has left.
    """
    bag = lock_bag(number=number)
    _require_courier(bag, courier)
    half = _leaving(bag)
    if half.taken_at is None:
        half.taker, half.taken_at, half.device_key = courier.as_json(), at, device_key
        half.place = half.place or bag.origin_unit
        _sign(half, courier, at)
    return half


@transaction.atomic
def give_bag(*, number: str, courier: Actor, at: datetime) -> BagHandOver:
    """The courier scans the bag out at a place (trả túi); a second scan changes nothing.

    Raises:
        NotPermitted: it is on another courier's run. IllegalTransition: the courier does not have it.
    """
    bag = lock_bag(number=number)
    _require_courier(bag, courier)
    half = _coming(bag)
    if half.given_at is None:
        half.giver, half.given_at = courier.as_json(), at
        _sign(half, courier, at)
    return half


@transaction.atomic
def receive_bag(
    *, number: str, clerk: Actor, at: datetime, intact: bool = True, seal_read: str = ""
) -> BagHandOver:
    """The place scans the bag in and looks at the seal (nhận túi, xem niêm phong); again changes nothing.

    A seal that is not whole, or has another number, is an alarm at once, whoever signs later. Once both sides
    have signed, records `delivery.bag_received`, with the alarm `delivery.bag_broken`.

    Raises:
        NotPermitted: the clerk takes in nothing. IllegalTransition: no courier has it.
    """
    require_role(clerk, Role.RECEIVER, Role.RECORDS_CLERK, Role.CLERK, Role.SHIFT_LEAD, Role.COORDINATOR)
    bag = lock_bag(number=number)
    half = _coming(bag)
    if half.taken_at is None:
        read = "".join(seal_read.split()).upper()
        half.taker, half.taken_at, half.place = clerk.as_json(), at, clerk.unit_code
        half.seal_read, half.intact = read, intact and read in {"", bag.seal_number}
        if not half.intact:
            _broken(bag, half, clerk, at)
        _sign(half, clerk, at)
    return half


def _leaving(bag: Bag) -> BagHandOver:
    if bag.state == BagState.HANDED:
        return bag.hand_overs.earliest("id")
    if bag.state != BagState.SEALED or bag.run_id is None:
        raise IllegalTransition(
            "bag.no_manifest",
            f"Túi {bag.number} chưa niêm phong hoặc chưa vào chuyến nào.",
            f"Bag {bag.number} is not sealed, or on no run.",
            where="label",
        )
    return open_bag_half(bag) or BagHandOver(bag=bag)


def _coming(bag: Bag) -> BagHandOver:
    if bag.state in {BagState.RECEIVED, BagState.BROKEN}:
        return bag.hand_overs.latest("id")
    if bag.state != BagState.HANDED:
        raise IllegalTransition(
            "bag.not_taken",
            f"Không bưu tá nào giữ túi {bag.number}.",
            f"No courier has bag {bag.number}.",
            where="label",
        )
    return open_bag_half(bag) or BagHandOver(bag=bag)


def _require_courier(bag: Bag, courier: Actor) -> None:
    if courier.kind is ActorKind.SYSTEM:
        return
    if bag.run is None or bag.run.courier_id != courier.id:
        raise NotPermitted(
            "bag.other_run",
            f"Túi {bag.number} không thuộc chuyến của anh/chị.",
            f"Bag {bag.number} is not on your run.",
            hint_vi="Đưa lại cho điểm giao.",
            hint_en="Give it back to the place.",
        )


def _sign(half: BagHandOver, actor: Actor, at: datetime) -> None:
    half.save()
    bag = half.bag
    if not half.complete:
        events.record("delivery.bag_half_handed_over", bag.id, actor=actor, at=at, bag=bag.number)
        return
    if bag.state == BagState.SEALED:
        bag.state = BagState.HANDED
        bag.save(update_fields=["state"])
        events.record("delivery.bag_handed_over", bag.id, actor=actor, at=at, bag=bag.number)
        for parcel in lock_envelopes(bag):
            parcel.state = ParcelState.PICKED_UP
            parcel.holder_kind, parcel.holder_id = "COURIER", str((half.taker or {})["id"])
            _move(parcel, half, actor, at)
        return
    bag.state = BagState.RECEIVED if half.intact else BagState.BROKEN
    bag.received_at = at
    bag.save(update_fields=["state", "received_at"])
    for parcel in lock_envelopes(bag):
        parcel.state, parcel.run = ParcelState.IN_TRANSIT, None
        parcel.holder_kind, parcel.holder_id = "UNIT", half.place
        _move(parcel, half, actor, at)
    events.record(
        "delivery.bag_received",
        bag.id,
        actor=actor,
        at=at,
        bag=bag.number,
        origin=bag.origin_unit,
        place=half.place,
        intact=bool(half.intact),
        sealed_at=bag.sealed_at.isoformat() if bag.sealed_at else "",
    )
    if half.place != bag.destination_unit:
        owner = owner_by_side(half.giver, half.place)
        raise_alarm(
            kind=AlarmKind.WRONG_PLACE,
            bag=bag,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={"place": half.place, "belongs": bag.destination_unit},
        )


def _move(parcel: Parcel, half: BagHandOver, actor: Actor, at: datetime) -> None:
    """Let the envelope change hands by the two sides of its bag."""
    HandOver.objects.create(
        parcel=parcel,
        giver=half.giver,
        given_at=half.given_at,
        taker=half.taker,
        taken_at=half.taken_at,
        place=half.place,
        bag=half.bag,
    )
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "run"])
    events.record(
        "delivery.handed_over",
        parcel.subject_id,
        actor=actor,
        at=at,
        **about(parcel),
        **first_leg(parcel),
        giver=half.giver,
        taker=half.taker,
        bag=half.bag.number,
    )


def _broken(bag: Bag, half: BagHandOver, clerk: Actor, at: datetime) -> None:
    carrier = bag.hand_overs.exclude(taken_at=None).exclude(given_at=None).latest("id")
    owner = owner_by_side(carrier.taker, bag.origin_unit)
    raise_alarm(
        kind=AlarmKind.SEAL_BROKEN,
        bag=bag,
        owner_unit=owner.unit,
        owner_role=owner.role,
        at=at,
        facts={"seal": bag.seal_number, "read": half.seal_read, "place": half.place},
        actor=clerk,
    )
    events.record(
        "delivery.bag_broken",
        bag.id,
        actor=clerk,
        at=at,
        bag=bag.number,
        seal=bag.seal_number,
        read=half.seal_read,
    )
