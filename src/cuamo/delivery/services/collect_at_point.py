"""The recipient collects the envelope at the place that keeps it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import HandOver, SlotChoice
from cuamo.delivery.rules.recipient import Need
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.deliver import Handed, code_is_right
from cuamo.delivery.services.hold_at_point import POINT_STAFF
from cuamo.delivery.services.parts import lock_parcel, open_half, require_at_origin, require_not_recalled
from cuamo.delivery.services.recipient_check import require_taker
from cuamo.delivery.states import MOST_CODE_TRIES, AlarmKind, Direction, ParcelState, Proof, Relation
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.organisation.policies import require_role

HERE = frozenset({ParcelState.HELD, ParcelState.RETURNED})


@transaction.atomic
def collect_at_point(
    *,
    parcel_id: UUID,
    clerk: Actor,
    at: datetime,
    relation: str = Relation.SELF,
    seen: Collection[str] = (),
    taker_ref: str = "",
    proof: str = Proof.SIGNATURE,
    pin: str = "",
    evidence_id: UUID | None = None,
) -> Handed:
    """Hand the envelope over at the counter that keeps it (nhận tại điểm). Records `delivery.delivered`.

    The card is always seen here. The recipient signs, or tells the code of the text. Who may take it is what
    the pinned rule says, as at the door. A second press changes nothing.

    Raises:
        NotPermitted: the envelope lies elsewhere, or the rule does not let this person take it.
        IllegalTransition: it is not kept here, it was called back or lost, or five wrong codes were keyed in.
        Invalid: something has to be seen first, or the signature is missing.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_role(clerk, *POINT_STAFF)
    if parcel.state == ParcelState.DELIVERED:
        return Handed(True, 0)
    require_not_recalled(parcel)
    if (
        parcel.state not in HERE
        or parcel.holder_kind != "UNIT"
        or parcel.ended_at is not None
        or parcel.direction != Direction.RESULT
        or open_half(parcel) is not None
    ):
        raise IllegalTransition(
            "collect.not_here",
            f"Phong bì {parcel.label} không chờ lấy ở quầy.",
            f"Envelope {parcel.label} does not wait at a counter.",
            hint_vi="Quét nhận lại tại điểm trước, hoặc xem nó đang ở đâu.",
            hint_en="Scan it back first, or look where it is.",
        )
    require_at_origin(parcel.holder_id, clerk)
    if Need.CARD not in seen:
        raise Invalid(
            "collect.card",
            "Xem căn cước của người đến lấy trước khi trao.",
            "See the card of whoever collects it first.",
            where="seen",
        )
    by_code = proof == Proof.CODE
    named = require_taker(parcel, relation=relation, seen=seen, by_code=by_code, taker_ref=taker_ref, at=at)
    if by_code:
        if not code_is_right(parcel, pin):
            return Handed(False, MOST_CODE_TRIES - parcel.pin_tries)
    elif proof not in {Proof.SIGNATURE, Proof.PHOTO} or evidence_id is None:
        raise Invalid(
            "deliver.evidence",
            "Thiếu chữ ký người nhận.",
            "The recipient's signature is missing.",
            where="evidence",
        )
    HandOver.objects.create(
        parcel=parcel,
        giver=clerk.as_json(),
        given_at=at,
        taker={"kind": "RECIPIENT", "relation": relation, **({"ref": named.ref} if named else {})},
        taken_at=at,
        place=parcel.holder_id,
        proof=proof,
        evidence_id=evidence_id,
    )
    SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    place = parcel.holder_id
    parcel.state = ParcelState.DELIVERED
    parcel.holder_kind, parcel.holder_id = "RECIPIENT", ""
    parcel.delivered_at, parcel.held_until, parcel.pin = at, None, ""
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "delivered_at", "held_until", "pin"])
    end_alarms(
        parcel=parcel,
        kinds=frozenset({AlarmKind.HELD_TOO_LONG}),
        words="Người nhận đã đến lấy phong bì.",
        at=at,
    )
    events.record(
        "delivery.delivered",
        parcel.subject_id,
        actor=clerk,
        at=at,
        label=parcel.label,
        proof=proof,
        relation=relation,
        place=place,
    )
    return Handed(True, 0)
