"""At the door."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cuamo.delivery.models import Attempt, HandOver, Parcel
from cuamo.delivery.services.parts import lock_parcel, require_courier
from cuamo.delivery.states import (
    FAILURE_REASONS,
    MOST_ATTEMPTS,
    MOST_CODE_TRIES,
    WITH_COURIER,
    ParcelState,
)
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@dataclass(frozen=True)
class Handed:
    """Outcome of keying in the recipient's code; a wrong one is counted, not raised, so the count is kept."""

    delivered: bool
    tries_left: int


@transaction.atomic
def start_out(*, parcel_id: UUID, window: str, courier: Actor, at: datetime) -> Parcel:
    """Set out for the recipient (đi giao): the text with the code follows from the event.

    Raises:
        IllegalTransition: the courier has not taken the envelope.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if parcel.state == ParcelState.OUT_FOR_DELIVERY:
        return parcel
    if parcel.state not in WITH_COURIER:
        raise IllegalTransition(
            "parcel.not_taken", "Chưa quét nhận phong bì này.", "This envelope has not been scanned in."
        )
    parcel.state = ParcelState.OUT_FOR_DELIVERY
    parcel.window = window.strip()[:40]
    parcel.pin_tries = 0
    parcel.save(update_fields=["state", "window", "pin_tries"])
    events.record(
        "delivery.out",
        parcel.subject_id,
        actor=courier,
        at=at,
        label=parcel.label,
        attempt=parcel.attempts + 1,
    )
    return parcel


@transaction.atomic
def deliver(
    *,
    parcel_id: UUID,
    pin: str,
    courier: Actor,
    position: Mapping[str, Any] | None = None,
    device_time: datetime | None = None,
    device_key: str | None = None,
    at: datetime,
) -> Handed:
    """Hand the envelope over against the four digits the recipient tells (giao tận tay).

    The recipient's side of the hand-over is the code itself. A replay with the same device key, and any later
    try on a delivered envelope, changes nothing.

    Raises:
        IllegalTransition: the envelope is not out for delivery, or five wrong codes were keyed in.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if parcel.state == ParcelState.DELIVERED:
        return Handed(True, 0)
    if parcel.state != ParcelState.OUT_FOR_DELIVERY:
        raise IllegalTransition("parcel.not_out", "Phong bì chưa đi giao.", "The envelope is not out.")
    if parcel.pin_tries >= MOST_CODE_TRIES:
        raise IllegalTransition(
            "parcel.code_spent",
            "Đã thử sai 5 lần. Hẹn giao lại để người nhận có mã mới.",
            "Five wrong codes. Agree on another delivery, so that the recipient gets a new code.",
        )
    digits = "".join(sign for sign in pin if sign.isdigit())
    if not hmac.compare_digest(digits, parcel.pin):
        Parcel.objects.filter(id=parcel.id).update(pin_tries=F("pin_tries") + 1)
        return Handed(False, MOST_CODE_TRIES - parcel.pin_tries - 1)
    HandOver.objects.create(
        parcel=parcel,
        giver=courier.as_json(),
        given_at=at,
        taker={"kind": "RECIPIENT"},
        taken_at=at,
        proof="CODE",
        position=dict(position) if position else None,
        device_time=device_time,
        device_key=device_key,
    )
    parcel.state = ParcelState.DELIVERED
    parcel.delivered_at = at
    parcel.holder_kind, parcel.holder_id = "RECIPIENT", ""
    parcel.save(update_fields=["state", "delivered_at", "holder_kind", "holder_id"])
    events.record(
        "delivery.delivered",
        parcel.subject_id,
        actor=courier,
        at=at,
        label=parcel.label,
        proof="CODE",
        device_time=device_time.isoformat() if device_time else None,
    )
    return Handed(True, 0)


@transaction.atomic
def attempt_failed(
    *,
    parcel_id: UUID,
    reason: str,
    note: str,
    next_window: str,
    courier: Actor,
    position: Mapping[str, Any] | None = None,
    device_time: datetime | None = None,
    device_key: str | None = None,
    at: datetime,
) -> Attempt:
    """Write down why it was not handed over and what was agreed next (giao chưa được).

    After the third the envelope goes back to the nearest point.

    Raises:
        Invalid: the reason is none of the list.
        IllegalTransition: the envelope is not out for delivery.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if device_key and (kept := Attempt.objects.filter(device_key=device_key).first()):
        return kept
    if reason not in FAILURE_REASONS:
        raise Invalid("attempt.reason", "Chọn lý do chưa giao được.", "Choose a reason.", where="reason")
    if parcel.state != ParcelState.OUT_FOR_DELIVERY:
        raise IllegalTransition("parcel.not_out", "Phong bì chưa đi giao.", "The envelope is not out.")
    parcel.attempts += 1
    last = parcel.attempts >= MOST_ATTEMPTS
    parcel.state = ParcelState.RETURNING if last else ParcelState.FAILED_ATTEMPT
    parcel.save(update_fields=["attempts", "state"])
    attempt = Attempt.objects.create(
        parcel=parcel,
        number=parcel.attempts,
        reason=reason,
        note=note.strip()[:500],
        next_window=next_window.strip()[:40],
        position=dict(position) if position else None,
        device_time=device_time,
        device_key=device_key,
        failed_at=at,
    )
    events.record(
        "delivery.failed",
        parcel.subject_id,
        actor=courier,
        at=at,
        label=parcel.label,
        attempt=attempt.number,
        reason=reason,
        goes_back=last,
    )
    return attempt


@transaction.atomic
def return_to_point(*, label: str, clerk: Actor, at: datetime) -> Parcel:
    """Take an envelope back at the point (nhận lại tại điểm).

    Raises:
        IllegalTransition: no courier has it.
    """
    parcel = lock_parcel(label=label)
    if parcel.state == ParcelState.RETURNED:
        return parcel
    if parcel.state not in WITH_COURIER | {ParcelState.RETURNING}:
        raise IllegalTransition("parcel.not_taken", "Không bưu tá nào giữ nó.", "No courier has it.")
    giver = {"kind": "STAFF", "id": parcel.holder_id}
    HandOver.objects.create(parcel=parcel, giver=giver, given_at=at, taker=clerk.as_json(), taken_at=at)
    parcel.state = ParcelState.RETURNED
    parcel.holder_kind, parcel.holder_id = "UNIT", clerk.unit_code or parcel.origin_unit
    parcel.run = None
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "run"])
    events.record("delivery.returned", parcel.subject_id, actor=clerk, at=at, label=parcel.label)
    return parcel
