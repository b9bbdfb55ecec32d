"""A courier fetches papers at the citizen's door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel, Run, SlotChoice
from cuamo.delivery.selectors.owners import owner_of
from cuamo.delivery.services.fetch_at_home import BROUGHT, ENDED
from cuamo.delivery.services.parts import (
    about,
    clean_seal,
    lock_parcel,
    require_courier,
    require_free_seal,
    require_new_key,
    require_not_recalled,
)
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, Direction, ParcelState, Proof
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid

MOST_PAPERS = 99


@transaction.atomic
def take_at_home(
    *,
    parcel_id: UUID,
    seal_number: str,
    papers: int,
    evidence_id: UUID | None,
    courier: Actor,
    at: datetime,
    proof: str = Proof.SIGNATURE,
    position: Mapping[str, Any] | None = None,
    device_time: datetime | None = None,
    device_key: str | None = None,
    clock_is_sound: bool = True,
    told_later: bool = False,
) -> Parcel:
    """Take sealed papers from the citizen (thu giấy tờ tại nhà); taken twice is once.

    The citizen counts the papers into the envelope, sees it sealed and signs; a photo of the sealed envelope
    stands for a signature. Which papers are inside is ticked where it is opened. Records `delivery.fetched`.

    Args:
        papers: how many were put in before the eyes of the courier.
        at: moment the server learnt of it; `device_time` is when it happened by the courier's device: what
            was taken before nobody had to come any more is written down as it was, and travels on.
        clock_is_sound: False where the device's clock is not believed; it then decides nothing.
        told_later: True where the courier has left the door: a seal number that cannot be is then left out,
            and an alarm asks for it; the papers are taken all the same.
    Raises:
        NotPermitted: it is on another courier's run.
        IllegalTransition: nothing waits to be fetched, or it was called off.
        Invalid: nothing was counted, the seal number is none or already used, or nobody signed.
        Conflict: the key is another act's.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if _has_them(parcel, courier):
        return parcel
    run = _run_before_it_ended(parcel, courier, device_time) if clock_is_sound else None
    if run is not None:
        parcel.run, parcel.state, parcel.ended_at, parcel.end_reason = run, ParcelState.ON_MANIFEST, None, ""
    require_courier(parcel, courier)
    require_not_recalled(parcel)
    if parcel.holder_kind != "SENDER" or parcel.state != ParcelState.ON_MANIFEST:
        raise IllegalTransition(
            "originals.not_waiting",
            "Không có giấy tờ chờ thu ở địa chỉ này.",
            "No papers wait to be fetched here.",
        )
    if not 1 <= papers <= MOST_PAPERS:
        raise Invalid(
            "originals.count",
            "Ghi số giấy tờ đã đếm, từ 1 đến 99.",
            "Write how many papers were counted, 1 to 99.",
            where="papers",
        )
    number, doubtful = _seal_of(seal_number, told_later=told_later)
    if proof not in {Proof.SIGNATURE, Proof.PHOTO} or evidence_id is None:
        raise Invalid(
            "originals.proof",
            "Thiếu chữ ký người giao, hoặc ảnh phong bì đã niêm phong.",
            "The signature of who gives, or a photo of the sealed envelope, is missing.",
            where="signature",
        )
    require_new_key(device_key)
    HandOver.objects.create(
        parcel=parcel,
        giver={"kind": "SENDER", "papers": papers},
        given_at=at,
        taker=courier.as_json(),
        taken_at=at,
        proof=proof,
        evidence_id=evidence_id,
        position=dict(position) if position else None,
        device_time=device_time,
        device_key=device_key,
    )
    parcel.papers.update(put_in_at=at, put_in_by={"kind": "SENDER"})
    SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    # Failed tries at the door say nothing of the way that begins now.
    parcel.attempts = 0
    parcel.seal_number, parcel.sealed_at, parcel.state = number, at, ParcelState.PICKED_UP
    parcel.holder_kind, parcel.holder_id = "COURIER", courier.id
    parcel.save(
        update_fields=[
            "seal_number", "sealed_at", "state", "holder_kind", "holder_id", "attempts",
            "run", "ended_at", "end_reason",
        ]
    )  # fmt: skip
    if doubtful:
        owner = owner_of(parcel)
        raise_alarm(
            kind=AlarmKind.SEAL_BROKEN,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={"read": doubtful},
            actor=courier,
        )
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
    events.record(
        "delivery.fetched",
        parcel.subject_id,
        actor=courier,
        at=at,
        **about(parcel),
        papers=papers,
        listed=parcel.papers.count(),
        proof=proof,
    )
    return parcel


def _run_before_it_ended(parcel: Parcel, courier: Actor, device_time: datetime | None) -> Run | None:
    """Return this courier's run if by the device the papers were taken before they were called off."""
    if (
        parcel.state != ParcelState.CANCELLED
        or parcel.end_reason not in {ENDED, BROUGHT}
        or parcel.ended_at is None
        or device_time is None
        or device_time >= parcel.ended_at
    ):
        return None
    number = next(
        (
            str(event.data.get("run", ""))
            for event in reversed(events.history_of(parcel.subject_id))
            if event.name == "delivery.fetch_called_off" and event.data.get("label") == parcel.label
        ),
        "",
    )
    run = Run.objects.filter(number=number, courier_id=courier.id).first() if number else None
    others = Parcel.objects.filter(subject_id=parcel.subject_id, direction=Direction.ORIGINALS, ended_at=None)
    return None if run is None or run.created_at > device_time or others.exists() else run


def _seal_of(text: str, *, told_later: bool) -> tuple[str, str]:
    """Return the seal number, and what was read instead where the number cannot be."""
    try:
        number = clean_seal(text)
        require_free_seal(number)
    except Invalid:
        if not told_later:
            raise
        return "", text[:20] or "?"
    return number, ""


def _has_them(parcel: Parcel, courier: Actor) -> bool:
    """Say whether this courier took these papers at the door already."""
    if parcel.direction != Direction.ORIGINALS or parcel.holder_kind == "SENDER":
        return False
    taken = parcel.hand_overs.filter(giver__kind="SENDER", taker__id=courier.id)
    return taken.exists()
