"""What an operator did with an envelope, read from the hands it went through."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

CARRIER, UNIT, RECIPIENT = "CARRIER", "UNIT", "RECIPIENT"
FOUND = "FOUND"
"""Proof of a hand without a giver: the envelope turned up where nobody handed it over."""
RESULT, ORIGINALS = "RESULT", "ORIGINALS"
WITH_EVIDENCE = frozenset({"SIGNATURE", "PHOTO"})
CHOSE = "CHOSE"
"""Stands among the attempts for a day the recipient chose."""
SAME_SHIPMENT = frozenset({"REPLACED", "LOST", "CANCELLED"})
"""Ends after which the next envelope of the subject carries on the same shipment."""

HALF = "Bàn giao còn thiếu một bên"
BROKEN = "Chuỗi bàn giao bị đứt: không rõ phong bì tới tay người giao bằng cách nào"
UNSEALED = "Phong bì chưa niêm phong"
NOT_TAKEN = "Chưa có bàn giao cho đơn vị vận chuyển"
NO_PROOF = "Thiếu chứng cứ giao tận tay"
GONE = "Chuỗi bàn giao nay cho thấy không có việc này"
TWICE = "Việc này đã được tính ở một phong bì hoặc đơn vị khác"


@dataclass(frozen=True)
class Hand:
    """One change of hands (bàn giao)."""

    id: UUID
    given_at: datetime | None
    taken_at: datetime | None
    giver: Mapping[str, Any]
    taker: Mapping[str, Any]
    place: str
    """Unit where it changed hands; empty at a recipient's door."""
    proof: str
    evidence_id: UUID | None
    gap_found: bool
    giver_operator: str
    """Operator the giver works for; empty for the city's own people."""
    taker_operator: str
    word_proven: bool = False
    """A carrier's word that was followed by a whole proof: who took it, with a code or a picture."""
    broken_off: bool = False
    """One side alone signed and the other never can; the envelope turned up elsewhere or never left."""

    @property
    def found(self) -> bool:
        """True when a place found the envelope: the chain begins anew with it."""
        return self.proof == FOUND

    @property
    def complete(self) -> bool:
        """True when both sides have signed."""
        return self.given_at is not None and self.taken_at is not None

    @property
    def to(self) -> str:
        """Into whose hands it went: a carrier's, a place's, the recipient's."""
        if self.taker.get("kind") == RECIPIENT:
            return RECIPIENT
        return CARRIER if self.taker_operator and self.taker.get("unit") != self.place else UNIT


@dataclass(frozen=True)
class Try:
    """A delivery that did not succeed and the time agreed next, or (`CHOSE`) a time the recipient chose."""

    at: datetime
    reason: str
    next_window: str


@dataclass(frozen=True)
class Envelope:
    """An envelope with everything that happened to it, without what is inside and for whom."""

    id: UUID
    subject_id: UUID
    subject_code: str
    label: str
    direction: str
    carrier: str
    origin_unit: str
    destination_unit: str
    ward_code: str
    papers: int
    shipment: int
    """Which shipment of the subject this way it belongs to; a replacement belongs to the same one."""
    created_at: datetime
    sealed_at: datetime | None
    recalled_at: datetime | None
    lost_at: datetime | None
    """When it was declared lost; None when it was not, or turned up again."""
    hands: tuple[Hand, ...]
    tries: tuple[Try, ...]


@dataclass(frozen=True)
class Act:
    """One chargeable act, or one loss (việc được tính tiền)."""

    service: str
    operator: str
    hand: Hand
    at: datetime
    key: str
    """What may be claimed once, ever."""
    reason: str
    """Why it cannot be claimed yet; empty when it can."""
    ready_at: datetime
    """From when the operator was bound to take it."""
    picked_at: datetime | None
    """When it was first taken."""
    started_at: datetime | None
    """When it was taken for this act: the last time before it."""
    tries: tuple[Try, ...]
    """Failed attempts since then."""
    gaps: tuple[Hand, ...]
    excused: str
    """Why lateness does not count at all; empty when it counts."""


def acts_of(envelope: Envelope) -> list[Act]:
    """Return what the operators did with an envelope, in order.

    A result at the recipient's door, papers brought to the authority, an envelope that a carrier brought back
    after a failed attempt or a recall, one that a place of an operator kept after that and gave to the
    recipient, and a loss out of an operator's hands. What was never carried and is handed over at a counter
    is none of these.
    """
    acts: list[Act] = []
    every, charged = envelope.hands, set[UUID]()
    envelope = replace(envelope, hands=tuple(one for one in every if not one.broken_off))
    for index, hand in enumerate(envelope.hands):
        if hand.taken_at is None:
            continue
        service = _service(envelope, index)
        operator = hand.giver_operator if service == "HOLD" else envelope.carrier or hand.giver_operator
        if service and operator:
            until = every[: every.index(hand) + 1]
            gaps = tuple(
                one for one in until if one.id not in charged and _whose_gap(envelope, one) == operator
            )
            charged.update(one.id for one in gaps)
            acts.append(_act(envelope, index, service, operator, hand.taken_at, gaps=gaps))
    lost = _lost(envelope)
    return acts + ([lost] if lost else [])


def broken_link(envelope: Envelope, upto: int) -> str:
    """Return what is wrong in the chain up to a hand; empty when each hand follows from the one before.

    Where a place found the envelope the chain begins anew: who brings it on from there lost nothing.
    """
    if envelope.hands[upto].found:
        return BROKEN
    anew = max((at for at, one in enumerate(envelope.hands[:upto]) if one.found), default=None)
    start = None if anew is None else envelope.hands[anew]
    hands = envelope.hands[0 if anew is None else anew + 1 : upto + 1]
    for before, step in zip((start, *hands), hands, strict=False):
        if not step.complete:
            return HALF
        if before is not None and not _may_give(step, before):
            return BROKEN
    return ""


def _service(envelope: Envelope, index: int) -> str:
    hand, before = envelope.hands[index], envelope.hands[:index]
    if envelope.direction == ORIGINALS:
        arrived = hand.to == UNIT and hand.place == envelope.destination_unit
        return "PICK_UP" if arrived and (envelope.carrier or hand.giver_operator) else ""
    if hand.to == RECIPIENT:
        if hand.place == "":
            return "DELIVER_HOME"
        came = any(one.to == CARRIER for one in before)
        return "HOLD" if came and any(one.to == UNIT and one.place == hand.place for one in before) else ""
    if hand.to == UNIT and before and before[-1].to == CARRIER:
        started = _started(envelope, index)
        tried = any(
            one.reason != CHOSE and _not_after(one, hand) and (started is None or one.at >= started)
            for one in envelope.tries
        )
        called = envelope.recalled_at is not None and _before(envelope.recalled_at, hand)
        return "RETURN" if tried or called else ""
    return ""


def _act(
    envelope: Envelope, index: int, service: str, operator: str, at: datetime, *, gaps: tuple[Hand, ...]
) -> Act:
    """Return one act; a gap counts once, for the first act after it of the operator whose gap it is."""
    hand = envelope.hands[index]
    started = _started(envelope, index)
    tries = tuple(
        one for one in envelope.tries if _not_after(one, hand) and (started is None or one.at >= started)
    )
    return Act(
        service=service,
        operator=operator,
        hand=hand,
        at=at,
        key=_key(envelope, hand, service),
        reason=_why_not(envelope, index, service),
        ready_at=envelope.sealed_at or envelope.created_at,
        picked_at=next((one.taken_at for one in envelope.hands[:index] if one.to == CARRIER), None),
        started_at=started,
        tries=tries,
        gaps=gaps,
        excused="RECALLED" if envelope.recalled_at and _before(envelope.recalled_at, hand) else "",
    )


def _key(envelope: Envelope, hand: Hand, service: str) -> str:
    if service in {"DELIVER_HOME", "HOLD"}:
        return f"HANDED:{envelope.subject_id}:{envelope.shipment}"
    if service == "PICK_UP":
        return f"PICK_UP:{envelope.subject_id}:{envelope.shipment}"
    return f"LOSS:{envelope.id}" if service == "LOSS" else f"RETURN:{hand.id}"


def _why_not(envelope: Envelope, index: int, service: str) -> str:
    hand = envelope.hands[index]
    if broken := broken_link(envelope, index):
        return broken
    if envelope.sealed_at is None:
        return UNSEALED
    if not any(one.to == CARRIER for one in envelope.hands[:index]):
        return NOT_TAKEN
    if service in {"DELIVER_HOME", "HOLD"} and not proven(hand):
        return NO_PROOF
    return ""


def proven(hand: Hand) -> bool:
    """Say whether a hand-over at the door is shown.

    By the recipient's code, a signature or photo that was kept, or a carrier's word with its whole proof.
    """
    if hand.proof in WITH_EVIDENCE:
        return hand.evidence_id is not None
    return hand.proof == "CODE" or hand.word_proven


def _lost(envelope: Envelope) -> Act | None:
    taken = [index for index, hand in enumerate(envelope.hands) if hand.complete or hand.found]
    if envelope.lost_at is None or not taken:
        return None
    last = envelope.hands[taken[-1]]
    operator = envelope.carrier or last.taker_operator
    if last.to != CARRIER or not operator:
        return None
    act = _act(envelope, taken[-1], "LOSS", operator, envelope.lost_at, gaps=())
    return replace(act, reason="", tries=(), excused="LOST")


def _started(envelope: Envelope, index: int) -> datetime | None:
    taken = [one.taken_at for one in envelope.hands[:index] if one.to == CARRIER and one.taken_at]
    return taken[-1] if taken else None


def _whose_gap(envelope: Envelope, hand: Hand) -> str:
    if not hand.gap_found or hand.found or not _is_carriers(hand):
        return ""
    return envelope.carrier or hand.giver_operator or hand.taker_operator


def _is_carriers(hand: Hand) -> bool:
    """A side that is missing is the carrier's when the carrier is on it."""
    if hand.given_at is None or hand.taken_at is None:
        return bool(hand.giver_operator or hand.taker_operator)
    return hand.to in {CARRIER, RECIPIENT} or bool(hand.giver_operator)


def _may_give(step: Hand, before: Hand) -> bool:
    """A place's staff give for one another; a courier only gives what they took themselves."""
    unit = before.taker.get("unit")
    if unit and unit == before.place:
        return bool(step.giver.get("unit") == before.place)
    return bool(step.giver.get("id") == before.taker.get("id"))


def _not_after(one: Try, hand: Hand) -> bool:
    return hand.taken_at is None or one.at <= hand.taken_at


def _before(moment: datetime, hand: Hand) -> bool:
    return hand.taken_at is not None and moment <= hand.taken_at
