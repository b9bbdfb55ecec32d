"""Envelopes of delivery as the rules of custody read them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cuamo.delivery.models import Attempt, HandOver, Loss, Parcel
from cuamo.delivery.selectors.histories import believed_keys, carriers_proofs, histories_of
from cuamo.delivery.states import Proof
from cuamo.organisation.selectors.operators import operators_of
from cuamo.settlement.rules.custody import CHOSE, SAME_SHIPMENT, Envelope, Hand, Try


def envelopes_of(subject_ids: Iterable[UUID]) -> list[Envelope]:
    """Return the subjects' envelopes, both ways, oldest first, each with its hands and attempts.

    What a courier did without network happened when the phone says, where its clock is believed.
    """
    parcels = histories_of(subject_ids)
    believed = believed_keys(parcel.id for parcel in parcels)
    proofs = carriers_proofs(parcel.id for parcel in parcels)
    units = {
        str(side.get("unit", ""))
        for parcel in parcels
        for hand in parcel.hand_overs.all()
        for side in (hand.giver, hand.taker or {})
    }
    operators = operators_of(units - {""})
    shipments: dict[tuple[UUID, str], int] = defaultdict(int)
    found = []
    for parcel in parcels:
        way = (parcel.subject_id, str(parcel.direction))
        found.append(_envelope(parcel, shipments[way], operators, believed, proofs))
        if parcel.ended_at is not None and parcel.end_reason not in SAME_SHIPMENT:
            shipments[way] += 1
    return found


def _envelope(
    parcel: Parcel,
    shipment: int,
    operators: dict[str, str],
    believed: set[str],
    proofs: dict[UUID, UUID | None],
) -> Envelope:
    tries = [
        Try(_moment(one, one.failed_at, believed), one.reason, one.next_window)
        for one in parcel.failed_attempts.all()
    ]
    tries += [Try(one.chosen_at, CHOSE, f"{one.day:%d/%m}") for one in parcel.slots.all() if one.day]
    return Envelope(
        id=parcel.id,
        subject_id=parcel.subject_id,
        subject_code=parcel.subject_code,
        label=parcel.label,
        direction=str(parcel.direction),
        carrier=parcel.carrier,
        origin_unit=parcel.origin_unit,
        destination_unit=parcel.destination_unit,
        ward_code=parcel.ward_code,
        papers=len(parcel.contents),
        shipment=shipment,
        created_at=parcel.created_at,
        sealed_at=parcel.sealed_at,
        recalled_at=parcel.recalled_at,
        lost_at=_lost_at(parcel),
        hands=tuple(_hand(hand, operators, believed, proofs) for hand in parcel.hand_overs.all()),
        tries=tuple(sorted(tries, key=lambda one: one.at)),
    )


def _lost_at(parcel: Parcel) -> datetime | None:
    """Lost is what was declared lost, replaced or not, and did not turn up again."""
    loss: Loss | None = getattr(parcel, "loss", None)
    if loss is not None:
        return loss.declared_at if loss.found_at is None else None
    return parcel.ended_at if parcel.end_reason == "LOST" else None


def _hand(
    hand: HandOver, operators: dict[str, str], believed: set[str], proofs: dict[UUID, UUID | None]
) -> Hand:
    taker = hand.taker or {}
    by_word = hand.proof == Proof.WORD and hand.parcel_id in proofs
    return Hand(
        id=hand.id,
        given_at=hand.given_at,
        taken_at=_moment(hand, hand.taken_at, believed) if hand.taken_at else None,
        giver=hand.giver,
        taker=taker,
        place=hand.place,
        proof=hand.proof,
        evidence_id=proofs[hand.parcel_id] if by_word else hand.evidence_id,
        word_proven=by_word,
        gap_found=hand.gap_found_at is not None,
        broken_off=hand.broken_off_at is not None,
        giver_operator=operators.get(str(hand.giver.get("unit", "")), ""),
        taker_operator=operators.get(str(taker.get("unit", "")), ""),
    )


def _moment(act: HandOver | Attempt, told_at: datetime, believed: set[str]) -> datetime:
    """The phone's time where it is believed, a carrier's own time, and never later than it was learnt of."""
    key = act.device_key or ""
    if act.device_time is None or not (key in believed or key.startswith("carrier:")):
        return told_at
    return min(act.device_time, told_at)
