"""Take one act of a courier's phone: done at once, or kept to be looked at; never lost, never done twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.delivery.models import Bag, CourierAct, Parcel, Run
from cuamo.delivery.rules.device_clock import doubt_of
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.hand_over import scan_in
from cuamo.delivery.services.hand_over_bag import give_bag, take_bag
from cuamo.delivery.services.note_unknown import note_unknown_label
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.return_to_point import give_back
from cuamo.delivery.services.scan_at_place import BAG_PREFIX
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.services.take_at_home import take_at_home
from cuamo.delivery.states import AlarmKind, Proof, Relation
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import DomainError, IllegalTransition, Invalid, NotPermitted
from cuamo.organisation.types import Role

State = CourierAct.State
Refusal = DomainError | None
"""A refusal that keeps what was counted; what is raised keeps nothing."""


@dataclass(frozen=True)
class Act:
    """One act as the phone told it; the phone's time is a claim."""

    key: UUID
    kind: str
    device: UUID
    serial: int
    device_time: datetime
    skew_s: int | None = None
    contact_at: datetime | None = None
    label: str = ""
    parcel_id: UUID | None = None
    run_id: UUID | None = None
    position: Mapping[str, Any] | None = None
    code: str = field(default="", repr=False)
    """The four digits the recipient told; used and not kept."""
    wrong_tries: int = 0
    evidence_id: UUID | None = None
    evidence_sha256: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    overtaken: bool = False
    """The phone holds a later act at the same door: a text about setting out would come too late."""
    again: int = 0
    """Raised by one each time the courier sends it once more on purpose."""


@transaction.atomic
def take_act(*, act: Act, courier: Actor, at: datetime) -> CourierAct:
    """Do what the phone says was done, once (nhận việc từ máy bưu tá); answer what became of it.

    A replay hears what the first one did and changes nothing. What cannot be done is kept as LOOK with its
    reasons, evidence and time, and records `delivery.act_held`; sent once more on purpose it is tried again.

    Raises:
        NotPermitted: another courier's act has this key.
    """
    kept = _kept(act, courier, at)
    if kept.courier_id != courier.id:
        raise NotPermitted("act.other_courier", "Việc này của bưu tá khác.", "It is another courier's.")
    if kept.state != "" and (kept.state != State.LOOK or act.again <= kept.again):
        return kept
    kept.again = act.again
    try:
        with transaction.atomic():
            counted = _VERBS[_verb(act)](act, kept, courier, at)
        kept.reasons = [_words(counted)] if counted else []
    except DomainError as refused:
        kept.reasons = [_words(refused)]
    kept.state = State.LOOK if kept.reasons else State.DONE
    if kept.reasons:
        _tell(kept, courier, at)
    kept.save(update_fields=["again", "reasons", "state"])
    return kept


def _kept(act: Act, courier: Actor, at: datetime) -> CourierAct:
    """Return the act's row, locked; made when it is new, with `state` empty until it is known."""
    found = CourierAct.objects.select_for_update().filter(key=act.key).first()
    if found is not None:
        return found
    before = CourierAct.objects.filter(device=act.device, courier_id=courier.id, serial__lt=act.serial)
    told = before.order_by("-serial").values_list("device_time", flat=True).first()
    doubt = doubt_of(
        act.device_time, skew_s=act.skew_s, contact_at=act.contact_at, received_at=at, before=told
    )
    try:
        with transaction.atomic():
            return CourierAct.objects.create(
                key=act.key,
                courier_id=courier.id,
                kind=act.kind[:10],
                parcel=_parcel(act),
                run_id=act.run_id,
                label=act.label[:20],
                device=act.device,
                serial=act.serial,
                device_time=act.device_time,
                skew_s=act.skew_s,
                contact_at=act.contact_at,
                doubt=doubt,
                position=dict(act.position) if act.position else None,
                said=dict(act.said),
                wrong_tries=act.wrong_tries,
                evidence_id=act.evidence_id,
                evidence_sha256=act.evidence_sha256,
                state="",
                received_at=at,
            )
    except IntegrityError:
        return CourierAct.objects.select_for_update().get(key=act.key)


def _parcel(act: Act) -> Parcel | None:
    wanted = (
        Parcel.objects.filter(id=act.parcel_id) if act.parcel_id else Parcel.objects.filter(label=act.label)
    )
    return wanted.first() if act.parcel_id or act.label else None


def _verb(act: Act) -> str:
    if act.kind not in _VERBS:
        raise Invalid("act.kind", "Máy gửi một việc lạ.", "The phone sent an unknown act.", where="kind")
    return act.kind


def _take(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    if act.label.startswith(BAG_PREFIX):
        take_bag(number=act.label, courier=courier, at=at, device_key=str(act.key))
        return None
    scan_in(label=act.label, courier=courier, at=at, device_key=str(act.key), device_time=act.device_time)
    return None


def _go(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    start_out(
        parcel_id=_of(kept),
        window=str(act.said.get("window", "")),
        courier=courier,
        at=at,
        with_code=not act.overtaken,
    )
    return None


def _hand(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    if kept.parcel is not None and kept.parcel.delivered_at is not None:
        raise IllegalTransition(
            "parcel.delivered_before",
            "Phong bì này đã được ghi là trao rồi, bằng một lần khác.",
            "This envelope was handed over before.",
        )
    handed = deliver(
        parcel_id=_of(kept),
        courier=courier,
        at=at,
        pin=act.code,
        proof=str(act.said.get("proof", Proof.CODE)),
        evidence_id=act.evidence_id,
        relation=str(act.said.get("relation", Relation.SELF)),
        seen=list(act.said.get("seen", [])),
        taker_ref=str(act.said.get("taker_ref", "")),
        position=act.position,
        device_time=act.device_time,
        device_key=str(act.key),
        clock_is_sound=not kept.doubt,
    )
    return None if handed.delivered else _wrong_code(handed.tries_left)


def _fail(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    attempt_failed(
        parcel_id=_of(kept),
        reason=str(act.said.get("reason", "")),
        next_window=str(act.said.get("next_window", "")),
        note=str(act.said.get("note", "")),
        courier=courier,
        at=at,
        evidence_id=act.evidence_id,
        position=act.position,
        device_time=act.device_time,
        device_key=str(act.key),
        clock_is_sound=not kept.doubt,
    )
    return None


def _fetch(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    counted = str(act.said.get("papers", ""))
    take_at_home(
        parcel_id=_of(kept),
        seal_number=str(act.said.get("seal", "")),
        papers=int(counted) if counted.isdecimal() else 0,
        told_later=True,
        clock_is_sound=not kept.doubt,
        proof=str(act.said.get("proof", Proof.SIGNATURE)),
        evidence_id=act.evidence_id,
        courier=courier,
        at=at,
        position=act.position,
        device_time=act.device_time,
        device_key=str(act.key),
    )
    return None


def _back(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    if act.label.startswith(BAG_PREFIX):
        give_bag(number=act.label, courier=courier, at=at)
        return None
    give_back(label=act.label, courier=courier, at=at)
    return None


def _close(act: Act, kept: CourierAct, courier: Actor, at: datetime) -> Refusal:
    if act.run_id is None:
        raise Invalid("act.run", "Thiếu mã chuyến.", "The run is missing.", where="run")
    close_run(run_id=act.run_id, courier=courier, at=at, words=str(act.said.get("words", "")))
    return None


_VERBS: dict[str, Callable[[Act, CourierAct, Actor, datetime], Refusal]] = {
    "take": _take,
    "go": _go,
    "hand": _hand,
    "fail": _fail,
    "fetch": _fetch,
    "back": _back,
    "close": _close,
}


def _of(kept: CourierAct) -> UUID:
    if kept.parcel_id is None:
        raise Invalid("parcel.unknown", "Không thấy phong bì này.", "There is no such envelope.")
    found: UUID = kept.parcel_id
    return found


def _wrong_code(tries_left: int) -> DomainError:
    return Invalid(
        "deliver.wrong_code",
        "Máy chủ thấy mã nhận không đúng.",
        "The server finds the code wrong.",
        hint_vi=f"Phong bì chưa ghi là đã trao. Điểm giao hỏi lại người nhận. Còn {tries_left} lần thử.",
        hint_en="The point asks the recipient; it is not written down as handed over.",
    )


def _words(error: DomainError) -> dict[str, str]:
    return {
        "code": error.code,
        "where": error.where,
        "vi": error.vi,
        "en": error.en,
        "hint_vi": error.hint_vi,
        "hint_en": error.hint_en,
    }


def _tell(kept: CourierAct, courier: Actor, at: datetime) -> None:
    bag = Bag.objects.filter(number=kept.label).first() if kept.parcel is None else None
    about = kept.parcel or bag
    if about is None:
        _tell_of_run_or_label(kept, courier, at)
        return
    raise_alarm(
        kind=AlarmKind.COURIER_ACT,
        parcel=kept.parcel,
        bag=bag,
        owner_unit=about.origin_unit or about.destination_unit,
        owner_role=Role.RECEIVER,
        at=at,
        facts={"label": str(about), "act": kept.kind, "code": kept.reasons[0]["code"]},
        actor=courier,
    )
    if kept.parcel is None:
        return
    events.record(
        "delivery.act_held",
        kept.parcel.subject_id,
        actor=courier,
        at=at,
        label=kept.parcel.label,
        act=kept.kind,
        code=kept.reasons[0]["code"],
    )


def _tell_of_run_or_label(kept: CourierAct, courier: Actor, at: datetime) -> None:
    """A label nobody knows, a run that could not be ended and one that is not theirs have an owner too.

    It is the courier's operator.
    """
    if kept.label:
        note_unknown_label(label=kept.label, courier=courier, at=at)
        return
    mine = Run.objects.filter(courier_id=courier.id)
    run = mine.filter(id=kept.run_id).first() if kept.run_id else None
    if run is not None:
        raise_alarm(
            kind=AlarmKind.COURIER_ACT,
            run=run,
            owner_unit=run.operator_code or run.origin_unit,
            owner_role=Role.COORDINATOR,
            at=at,
            facts={"run": run.number, "act": kept.kind, "code": kept.reasons[0]["code"]},
            actor=courier,
        )
        return
    raise_alarm(
        kind=AlarmKind.COURIER_ACT,
        label=str(kept.key),
        owner_unit=courier.unit_code,
        owner_role=Role.COORDINATOR,
        at=at,
        facts={"act": kept.kind, "code": kept.reasons[0]["code"]},
        actor=courier,
    )
