"""What the recipient is told and may choose of an envelope."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cuamo.delivery.models import Attempt, HandOver, Loss, Parcel, Passing, Redirect
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.selectors.slots import REDIRECTABLE, agreed_with, choice_of, may_choose
from cuamo.delivery.states import FAILURE_REASONS, MOST_ATTEMPTS, ParcelState


@dataclass(frozen=True)
class Hand:
    """One change of hands for the person: which units, never which of their staff."""

    at: datetime
    giver_unit: str
    taker_unit: str
    """Empty where the recipient took it."""


@dataclass(frozen=True)
class Try:
    """One try that did not succeed."""

    at: datetime
    number: int
    reason_vi: str
    reason_en: str


@dataclass(frozen=True)
class Moving:
    """A request for another address that waits, or the newest that holds."""

    asked_at: datetime
    new_address: str
    holds_from: datetime
    applied_at: datetime | None
    with_code: bool


@dataclass(frozen=True)
class Envelope:
    """Where an envelope is for its recipient: no name."""

    label: str
    state: ParcelState
    window: str
    tries: int
    most_tries: int
    reason_vi: str
    reason_en: str
    chosen: str
    """The time agreed for the next attempt; empty when none is."""
    papers_only: bool = False
    """True when it carries the person's own papers back and no result."""
    recalled: bool = False
    may_choose: bool = False
    """True when the courier comes, or comes again, and a time or a point can be chosen."""
    may_move: bool = False
    """True while another address can be asked for."""
    point_code: str = ""
    """The point chosen to keep it."""
    place: str = ""
    """Unit that has it, or the operator of the courier."""
    deliver_by: datetime | None = None
    delivered_at: datetime | None = None
    held_until: datetime | None = None
    taken_by: str = ""
    """Relation of who took it."""
    taken_at_unit: str = ""
    """Point where it was collected; empty at the door."""
    proof: str = ""
    dead: bool = False
    moving: Moving | None = None
    loss: Loss | None = None
    replaces: Loss | None = None
    """The loss of the envelope whose place this one took."""
    hands: tuple[Hand, ...] = ()
    failed: tuple[Try, ...] = ()


def envelope_of(subject_id: UUID) -> Envelope | None:
    """Return the envelope with the subject's result; None when nothing is sent by courier."""
    parcel = parcel_of(subject_id)
    if parcel is None:
        return None
    failed = list(Attempt.objects.filter(parcel=parcel).order_by("number"))
    reason = FAILURE_REASONS.get(failed[-1].reason, ("", "")) if failed else ("", "")
    steps = list(HandOver.objects.filter(parcel=parcel).order_by("id"))
    taken = next((step for step in reversed(steps) if (step.taker or {}).get("kind") == "RECIPIENT"), None)
    choice = choice_of(parcel)
    live = parcel.recalled_at is None and parcel.ended_at is None
    return Envelope(
        label=parcel.label,
        state=ParcelState(parcel.state),
        window=parcel.window,
        tries=parcel.attempts,
        most_tries=MOST_ATTEMPTS,
        reason_vi=reason[0],
        reason_en=reason[1],
        chosen=agreed_with(parcel),
        papers_only=parcel.papers_only,
        recalled=parcel.recalled_at is not None,
        may_choose=may_choose(parcel),
        may_move=live and parcel.state in REDIRECTABLE,
        point_code=choice.point_code if choice else "",
        place=_place(parcel),
        deliver_by=parcel.deliver_by,
        delivered_at=parcel.delivered_at,
        held_until=parcel.held_until,
        taken_by=str((taken.taker or {}).get("relation", "")) if taken else "",
        taken_at_unit=taken.place if taken else "",
        proof=taken.proof if taken else "",
        dead=Passing.objects.filter(parcel=parcel, mistaken_at=None).exists(),
        moving=_moving(parcel),
        loss=Loss.objects.filter(parcel=parcel).first(),
        replaces=Loss.objects.filter(replacement=parcel).first(),
        hands=tuple(_hand(step) for step in steps if step.complete),
        failed=tuple(
            Try(each.failed_at, each.number, *FAILURE_REASONS.get(each.reason, ("", ""))) for each in failed
        ),
    )


def lost_originals_of(subject_id: UUID) -> Loss | None:
    """Return the loss of the person's own papers; None where they were not lost."""
    papers = originals_of(subject_id)
    return Loss.objects.filter(parcel=papers).first() if papers else None


def _place(parcel: Parcel) -> str:
    if parcel.holder_kind == "UNIT":
        return parcel.holder_id
    return (parcel.run.operator_code if parcel.run else "") or parcel.carrier


def _moving(parcel: Parcel) -> Moving | None:
    asked = Redirect.objects.filter(parcel=parcel, stopped_at=None).order_by("-asked_at").first()
    if asked is None:
        return None
    return Moving(asked.asked_at, asked.new_address, asked.holds_from, asked.applied_at, bool(asked.code))


def _hand(step: HandOver) -> Hand:
    assert step.taken_at is not None, "both sides have signed"
    taker = step.taker or {}
    return Hand(step.taken_at, str(step.giver.get("unit", "")), str(taker.get("unit", "")))
