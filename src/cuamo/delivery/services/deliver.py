"""At the door."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel, SlotChoice
from cuamo.delivery.rules.recipient import Need
from cuamo.delivery.services.parts import (
    lock_parcel,
    require_courier,
    require_in_hand,
    require_new_key,
    require_not_recalled,
)
from cuamo.delivery.services.recipient_check import require_taker
from cuamo.delivery.states import MOST_CODE_TRIES, ParcelState, Proof, Relation
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@dataclass(frozen=True)
class Handed:
    """Outcome of a try; a wrong code is counted, not raised, so that the count is kept."""

    delivered: bool
    tries_left: int


@transaction.atomic
def deliver(
    *,
    parcel_id: UUID,
    courier: Actor,
    at: datetime,
    pin: str = "",
    proof: str = Proof.CODE,
    evidence_id: UUID | None = None,
    relation: str = Relation.SELF,
    identity_seen: bool = False,
    seen: Collection[str] = (),
    taker_ref: str = "",
    position: Mapping[str, Any] | None = None,
    device_time: datetime | None = None,
    device_key: str | None = None,
    clock_is_sound: bool = True,
) -> Handed:
    """Hand the envelope over (giao tận tay). Records `delivery.delivered`.

    The recipient's side of the hand-over is the four digits only they were told; without a phone it is their
    identity card seen and a signature or photo kept. A replay with the same device key, and any later try on
    a delivered envelope, changes nothing. Whoever the pinned rule does not allow gets nothing, code or not.

    Args:
        seen: what was looked at, keys of `rules.recipient.Need`; `identity_seen` stands for the card.
        taker_ref: who of those who stand by name for it took it (`selectors.recipient.named_takers`).
        at: moment the server learnt of it; `device_time` is when it happened by the courier's device: what
            was handed over before it was called back is written down as it was. clock_is_sound: False where
            the device's clock is not believed; it then decides nothing.
    Raises:
        IllegalTransition: the envelope is not out for delivery, it was called back, a point has signed for
            it, or five wrong codes were keyed in.
        Invalid: the code has not four digits, or the proof lacks the card or the evidence, or what the rule
            asks for was not seen.
        NotPermitted: the rule does not let this person take it.
        Conflict: the key is another act's.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if parcel.state == ParcelState.DELIVERED:
        return Handed(True, 0)
    if parcel.state != ParcelState.OUT_FOR_DELIVERY:
        raise IllegalTransition("parcel.not_out", "Phong bì chưa đi giao.", "The envelope is not out.")
    require_in_hand(parcel)
    if not (clock_is_sound and _handed_before_recall(parcel, device_time)):
        require_not_recalled(parcel)
    if proof != Proof.CODE:
        _require_evidence(proof, evidence_id, identity_seen or Need.CARD in seen)
    named = require_taker(
        parcel,
        relation=relation,
        seen={*seen, *({Need.CARD} if identity_seen else ())},
        by_code=proof == Proof.CODE,
        taker_ref=taker_ref,
        at=at,
    )
    if proof == Proof.CODE and not code_is_right(parcel, pin):
        return Handed(False, MOST_CODE_TRIES - parcel.pin_tries)
    require_new_key(device_key)
    HandOver.objects.create(
        parcel=parcel,
        giver=courier.as_json(),
        given_at=at,
        taker={"kind": "RECIPIENT", "relation": relation, **({"ref": named.ref} if named else {})},
        taken_at=at,
        proof=proof,
        evidence_id=evidence_id,
        position=dict(position) if position else None,
        device_time=device_time,
        device_key=device_key,
    )
    SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    parcel.state = ParcelState.DELIVERED
    parcel.holder_kind, parcel.holder_id = "RECIPIENT", ""
    parcel.delivered_at = at
    parcel.pin = ""
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "delivered_at", "pin"])
    events.record(
        "delivery.delivered",
        parcel.subject_id,
        actor=courier,
        at=at,
        label=parcel.label,
        proof=proof,
        relation=relation,
        device_time=device_time.isoformat() if device_time else None,
    )
    return Handed(True, 0)


def _handed_before_recall(parcel: Parcel, device_time: datetime | None) -> bool:
    """Say whether by the device it was handed over while the courier had it and before it was called back."""
    if parcel.recalled_at is None or device_time is None:
        return False
    taken = parcel.hand_overs.filter(taken_at__isnull=False).latest("id").taken_at
    return taken is not None and taken <= device_time < parcel.recalled_at


def code_is_right(parcel: Parcel, pin: str) -> bool:
    """Compare the told code with the envelope's; a wrong one is counted.

    Raises:
        IllegalTransition: five wrong ones were told. Invalid: it has not four digits.
    """
    if parcel.pin_tries >= MOST_CODE_TRIES:
        raise IllegalTransition(
            "parcel.code_spent",
            "Đã thử sai 5 lần. Hẹn giao lại để người nhận có mã mới.",
            "Five wrong codes. Agree on another delivery, so that the recipient gets a new code.",
        )
    digits = "".join(sign for sign in pin if sign in "0123456789")
    if len(digits) != 4:
        raise Invalid("deliver.code", "Mã nhận có 4 số.", "The code has 4 digits.", where="pin")
    if hmac.compare_digest(digits, parcel.pin):
        return True
    parcel.pin_tries += 1
    parcel.save(update_fields=["pin_tries"])
    return False


def _require_evidence(proof: str, evidence_id: UUID | None, identity_seen: bool) -> None:
    if proof not in {Proof.SIGNATURE, Proof.PHOTO}:
        raise Invalid(
            "deliver.proof", "Chọn mã, chữ ký hoặc ảnh.", "Choose code, signature or photo.", where="proof"
        )
    if not identity_seen:
        raise Invalid(
            "deliver.identity",
            "Xem căn cước của người nhận trước khi giao.",
            "See the recipient's identity card before handing over.",
            where="identity_seen",
        )
    if evidence_id is None:
        raise Invalid(
            "deliver.evidence",
            "Thiếu chữ ký hoặc ảnh người nhận.",
            "The signature or photo is missing.",
            where="evidence",
        )
