"""Two sides of a hand-over: one scans out, the other scans in."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.selectors.slots import choice_of
from cuamo.delivery.services.parts import (
    about,
    first_leg,
    lock_parcel,
    open_half,
    place_of,
    require_at_origin,
    require_courier,
    require_loose,
    require_new_key,
)
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def hand_over(*, label: str, clerk: Actor, at: datetime) -> HandOver:
    """The giving side scans the envelope out (giao đi); a second scan changes nothing.

    Raises:
        IllegalTransition: it is on no manifest.
        NotPermitted: it is at another place.
    """
    parcel = lock_parcel(label=label)
    require_at_origin(place_of(parcel), clerk)
    if parcel.state == ParcelState.PICKED_UP:
        return _last(parcel)
    if parcel.state != ParcelState.ON_MANIFEST:
        raise IllegalTransition(
            "parcel.no_manifest", "Phong bì chưa có trong bảng kê.", "The envelope is on no manifest."
        )
    require_loose(parcel)
    pending = open_half(parcel) or HandOver(parcel=parcel)
    if pending.given_at is None:
        pending.giver, pending.given_at, pending.place = clerk.as_json(), at, clerk.unit_code
        pending.save()
        _finish(pending, parcel, clerk, at)
    return pending


@transaction.atomic
def scan_in(
    *,
    label: str,
    courier: Actor,
    at: datetime,
    device_key: str | None = None,
    device_time: datetime | None = None,
) -> HandOver:
    """The courier scans the envelope in (nhận vào chuyến); a replay with the same device key changes nothing.

    Raises:
        NotPermitted: it belongs to another run.
        Conflict: the key is another act's.
    """
    parcel = lock_parcel(label=label)
    require_courier(parcel, courier)
    if parcel.state in {ParcelState.PICKED_UP, ParcelState.OUT_FOR_DELIVERY, ParcelState.RETURNING}:
        return _last(parcel)
    if parcel.state != ParcelState.ON_MANIFEST:
        raise IllegalTransition(
            "parcel.state", "Phong bì không chờ nhận.", "The envelope does not wait to be picked up."
        )
    require_loose(parcel)
    if parcel.holder_kind == "SENDER":
        raise IllegalTransition(
            "originals.at_home",
            f"Giấy tờ của phong bì {parcel.label} còn ở nhà người gửi.",
            f"The papers of envelope {parcel.label} are still at the sender's home.",
            where="label",
            hint_vi="Tới nơi thì mở điểm dừng này: đếm, niêm phong, lấy chữ ký.",
            hint_en="At the door open this stop: count, seal, and have it signed.",
        )
    pending = open_half(parcel) or HandOver(parcel=parcel, giver={}, place=place_of(parcel))
    if pending.taken_at is None:
        require_new_key(device_key)
        pending.taker, pending.taken_at, pending.device_key = courier.as_json(), at, device_key
        pending.device_time = device_time
        pending.save()
        _finish(pending, parcel, courier, at)
    return pending


def _last(parcel: Parcel) -> HandOver:
    return parcel.hand_overs.latest("id")


def _finish(pending: HandOver, parcel: Parcel, actor: Actor, at: datetime) -> None:
    if not pending.complete:
        events.record("delivery.half_handed_over", parcel.subject_id, actor=actor, at=at, **about(parcel))
        return
    assert pending.taker is not None
    choice = choice_of(parcel)
    to_point = choice is not None and choice.way == "POINT"
    parcel.state = ParcelState.RETURNING if to_point else ParcelState.PICKED_UP
    parcel.holder_kind, parcel.holder_id = "COURIER", str(pending.taker["id"])
    parcel.save(update_fields=["state", "holder_kind", "holder_id"])
    events.record(
        "delivery.handed_over",
        parcel.subject_id,
        actor=actor,
        at=at,
        **about(parcel),
        **first_leg(parcel),
        giver=pending.giver,
        taker=pending.taker,
    )
