"""An envelope is lost: it says so, it is replaced, and found again later it goes to nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import HandOver, Loss, Parcel, SlotChoice
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.owners import owner_of
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import LOSS_REASONS, WITH_COURIER, AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.policies import require_role
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role

DECLARERS = (Role.COORDINATOR, Role.RECEIVER, Role.RECORDS_CLERK, Role.SHIFT_LEAD, Role.LEADER)
FOUND_ROLES = (Role.CLERK, Role.SHIFT_LEAD, Role.RECEIVER, Role.RECORDS_CLERK, Role.COURIER, Role.COORDINATOR)
LOST = "LOST"
"""Why the envelope ended; what took its place stands in `Loss.replacement`."""
NEVER_LOST = frozenset({ParcelState.CREATED, ParcelState.DELIVERED, ParcelState.CANCELLED})
MOVING = WITH_COURIER | {ParcelState.IN_TRANSIT, ParcelState.RETURNING, ParcelState.ACCEPTED}


@transaction.atomic
def declare_lost(
    *, parcel_id: UUID, why: str, actor: Actor, at: datetime, words: str = "", for_authority: bool = False
) -> Loss:
    """Declare an envelope lost (báo mất): who had it last stands in the record, by the chain of hand-overs.

    It is called back at once: whoever still has it hands it to nobody. Papers of the citizen end with it,
    whichever way they went: nobody can issue them again. The alarm of a result stays open until another
    envelope has taken its place. Records `delivery.lost` with the kind of loss, the last holder and the new
    day that is promised. Declared again, nothing changes.

    Args:
        for_authority: the actor answers for what is inside; that they may is checked by who calls.
    Raises:
        Invalid: no such reason.
        NotPermitted: the actor may not, or has nothing to do with the envelope.
        IllegalTransition: it has not left, was handed over or has ended.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if not for_authority:
        _require_declarer(parcel, actor)
    if why not in LOSS_REASONS:
        raise Invalid("loss.why", "Chọn vì sao coi là mất.", "Choose why it counts as lost.", where="why")
    if parcel.state == ParcelState.LOST:
        return Loss.objects.get(parcel=parcel)
    if parcel.state in NEVER_LOST or parcel.ended_at is not None:
        raise IllegalTransition(
            "loss.not_out",
            f"Phong bì {parcel.label} chưa đi, đã trao hoặc đã kết thúc.",
            f"Envelope {parcel.label} has not left, was handed over or has ended.",
        )
    calendar = current_calendar()
    holder = last_holder(parcel)
    loss = Loss.objects.create(
        parcel=parcel,
        why=why,
        words=words.strip()[:500],
        last_holder=holder,
        declared_by=actor.as_json(),
        declared_at=at,
        promised_by=calendar.add_working_days(calendar.next_open(at), home_terms().replace_working_days),
    )
    owner = owner_of(parcel)
    parcel.state, parcel.recalled_at, parcel.pin = ParcelState.LOST, parcel.recalled_at or at, ""
    parcel.run, parcel.held_until = None, None
    if parcel.direction == Direction.ORIGINALS or parcel.papers_only:
        parcel.ended_at, parcel.end_reason = at, LOST
    parcel.save(update_fields=["state", "recalled_at", "pin", "run", "held_until", "ended_at", "end_reason"])
    SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    end_alarms(
        parcel=parcel,
        kinds=frozenset({AlarmKind.OUT_OF_SIGHT, AlarmKind.HELD_TOO_LONG, AlarmKind.DELIVERY_OVERDUE}),
        words="Phong bì đã được báo mất.",
        at=at,
    )
    raise_alarm(
        kind=AlarmKind.LOST,
        parcel=parcel,
        owner_unit=owner.unit,
        owner_role=owner.role,
        facts={"label": parcel.label, "why": why, "unit": holder.get("unit", "")},
        actor=actor,
        at=at,
    )
    events.record(
        "delivery.lost",
        parcel.subject_id,
        actor=actor,
        at=at,
        label=parcel.label,
        direction=parcel.direction,
        why=why,
        last_holder={key: holder[key] for key in ("kind", "unit", "since") if key in holder},
        promised_by=loss.promised_by.isoformat(),
    )
    return loss


def lose_by_carrier(*, label: str, at: datetime) -> Loss | None:
    """Declare lost what its carrier says it has lost; None where it is known to be elsewhere by now."""
    parcel = Parcel.objects.filter(label=label).first()
    if parcel is None or parcel.state in NEVER_LOST or parcel.ended_at is not None:
        return None
    return declare_lost(parcel_id=parcel.id, why="CARRIER", actor=SYSTEM, at=at)


def last_holder(parcel: Parcel) -> dict[str, Any]:
    """Return who had the envelope last by what both sides signed, else where it was made ready."""
    for step in HandOver.objects.filter(parcel=parcel).order_by("-id"):
        side: Mapping[str, Any] | None = step.taker if step.taken_at else step.giver
        since = step.taken_at or step.given_at
        if side and side.get("id") and since is not None:
            kind = "COURIER" if parcel.holder_kind == "COURIER" else "UNIT"
            known = {key: str(side[key]) for key in ("id", "name", "unit") if side.get(key)}
            return {"kind": kind, "since": since.isoformat(), **known}
    since = parcel.sealed_at or parcel.created_at
    return {"kind": "UNIT", "id": parcel.origin_unit, "unit": parcel.origin_unit, "since": since.isoformat()}


@transaction.atomic
def end_lost(*, subject_id: UUID, at: datetime) -> Parcel | None:
    """End the subject's lost envelope so that another can take its place; None where none is lost.

    Called in the transaction that makes the other one: there is never a moment with two, or with none.
    """
    lost = Parcel.objects.select_for_update().filter(
        subject_id=subject_id, direction=Direction.RESULT, state=ParcelState.LOST, ended_at=None
    )
    parcel = lost.first()
    if parcel is None:
        return None
    parcel.ended_at, parcel.end_reason = at, LOST
    parcel.save(update_fields=["ended_at", "end_reason"])
    return parcel


@transaction.atomic
def note_replacement(*, lost: Parcel, by: Parcel, actor: Actor, at: datetime) -> Loss:
    """Write down which envelope takes the lost one's place. Records `delivery.replaced`; the alarm closes."""
    loss = Loss.objects.select_for_update().get(parcel=lost)
    loss.replacement, loss.replaced_at = by, at
    loss.save(update_fields=["replacement", "replaced_at"])
    end_alarms(
        parcel=lost,
        kinds=frozenset({AlarmKind.LOST}),
        words=f"Đã cấp lại, phong bì mới {by.label}.",
        at=at,
    )
    events.record("delivery.replaced", lost.subject_id, actor=actor, at=at, label=lost.label, by=by.label)
    return loss


@transaction.atomic
def report_found(*, label: str, actor: Actor, at: datetime) -> Loss:
    """A lost envelope turned up (tìm thấy): it goes to nobody; an alarm asks who found it to send it in.

    Whatever took its place goes on. Records `delivery.found_again`, once.

    Raises:
        IllegalTransition: it was never declared lost.
    """
    if actor.kind is not ActorKind.SYSTEM:
        require_role(actor, *FOUND_ROLES)
    parcel = lock_parcel(label=label)
    loss = Loss.objects.select_for_update(of=("self",)).filter(parcel=parcel).first()
    if loss is None:
        raise IllegalTransition(
            "loss.none", f"Phong bì {parcel.label} chưa báo mất.", f"{parcel.label} was never declared lost."
        )
    if loss.found_at is not None:
        return loss
    loss.found_at, loss.found_by = at, actor.as_json()
    loss.save(update_fields=["found_at", "found_by"])
    raise_alarm(
        kind=AlarmKind.FOUND_AGAIN,
        parcel=parcel,
        owner_unit=actor.unit_code or parcel.origin_unit,
        owner_role=Role.RECORDS_CLERK if not actor.roles else sorted(actor.roles)[0],
        facts={"label": parcel.label, "replaced": loss.replaced_at is not None},
        actor=actor,
        at=at,
    )
    events.record("delivery.found_again", parcel.subject_id, actor=actor, at=at, label=parcel.label)
    return loss


def lose_what_nobody_scanned(*, at: datetime) -> int:
    """Declare lost what was under way and heard of by nobody for the days of the terms; return how many.

    All that is under way for so long is looked at, each in a transaction of its own: what is only slow hides
    nothing behind it.
    """
    before = at - timedelta(days=home_terms().quiet_days_lost)
    moving = Parcel.objects.filter(state__in=MOVING, ended_at=None, delivered_at=None, created_at__lt=before)
    slow = list(moving.order_by("created_at", "id").values_list("id", flat=True))
    return sum(_lose_if_silent(parcel_id, before, at) for parcel_id in slow)


@transaction.atomic
def _lose_if_silent(parcel_id: UUID, before: datetime, at: datetime) -> bool:
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state not in MOVING or parcel.ended_at is not None:
        return False
    heard = [
        event.occurred_at
        for event in events.history_of(parcel.subject_id)
        if event.name.startswith("delivery.")
        and event.data.get("label") == parcel.label
        and event.name != "delivery.alarm"
    ]
    if heard and max(heard) >= before:
        return False
    declare_lost(parcel_id=parcel.id, why="NO_SCAN", actor=SYSTEM, at=at)
    return True


def _require_declarer(parcel: Parcel, actor: Actor) -> None:
    if actor.kind in {ActorKind.SYSTEM, ActorKind.EXTERNAL}:
        return
    require_role(actor, *DECLARERS)
    places = set(units_under(actor.unit_code))
    operator = parcel.run.operator_code if parcel.run else ""
    concerned = {parcel.origin_unit, parcel.holder_id, parcel.destination_unit, parcel.carrier, operator}
    if not concerned & places and actor.unit_code not in concerned:
        raise NotPermitted(
            "parcel.elsewhere", "Phong bì này ở đơn vị khác.", "This envelope is at another place."
        )
