"""A point keeps the envelope for its recipient; what nobody collects goes to the centre."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Attempt, HandOver, Parcel, SlotChoice
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import lock_parcel, open_half, require_at_origin, require_not_recalled
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import MOST_ATTEMPTS, NO_MORE_TRIES, AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.policies import require_role
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.organisation.types import Role

POINT_STAFF = (Role.CLERK, Role.SHIFT_LEAD, Role.RECEIVER, Role.RECORDS_CLERK)


def waits_for_collecting(parcel: Parcel) -> bool:
    """Say whether the envelope that came back is kept at the point rather than sent out once more."""
    if parcel.direction != Direction.RESULT or parcel.recalled_at is not None or parcel.ended_at is not None:
        return False
    if (
        parcel.attempts >= MOST_ATTEMPTS
        or SlotChoice.objects.filter(parcel=parcel, way="POINT", ended_at=None).exists()
    ):
        return True
    last = Attempt.objects.filter(parcel=parcel).order_by("-number").first()
    return last is not None and last.reason in NO_MORE_TRIES


@transaction.atomic
def hold_at_point(*, parcel_id: UUID, actor: Actor, at: datetime) -> Parcel:
    """Keep the envelope where it lies (giữ tại điểm) till the place closes on the last day of the term.

    Where nobody works on that day it is the next one that is worked (Civil Code 2015, art. 148).
    Records `delivery.held` with the place and the day; the text with a new code follows from it. Holding
    again changes nothing. `SYSTEM` holds what came back for good; staff of the place may hold the rest.

    Raises:
        IllegalTransition: it did not come back to a point (originals that go home may stay where they were
            sealed), was called back, or is no result.
        NotPermitted: it lies at another place.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if actor.kind is not ActorKind.SYSTEM:
        require_role(actor, *POINT_STAFF)
        require_at_origin(parcel.holder_id, actor)
    if parcel.state == ParcelState.HELD:
        return parcel
    require_not_recalled(parcel)
    if (
        not (parcel.state == ParcelState.RETURNED or _papers_wait_here(parcel))
        or parcel.holder_kind != "UNIT"
        or parcel.direction != Direction.RESULT
        or parcel.ended_at is not None
    ):
        raise IllegalTransition(
            "hold.not_here",
            f"Phong bì {parcel.label} chưa về điểm, chưa giữ được.",
            f"Envelope {parcel.label} has not come back to a point.",
            hint_vi="Quét nhận lại tại điểm trước.",
            hint_en="Scan it back at the point first.",
        )
    last_day = to_hanoi(at).date() + timedelta(days=home_terms().hold_days)
    parcel.held_until = calendar_of(parcel.holder_id).close_of(last_day)
    parcel.state, parcel.run = ParcelState.HELD, None
    parcel.pin, parcel.pin_tries = f"{secrets.randbelow(10_000):04d}", 0
    parcel.save(update_fields=["held_until", "state", "run", "pin", "pin_tries"])
    events.record(
        "delivery.held",
        parcel.subject_id,
        actor=actor,
        at=at,
        label=parcel.label,
        place=parcel.holder_id,
        until=parcel.held_until.isoformat(),
    )
    return parcel


def _papers_wait_here(parcel: Parcel) -> bool:
    """Say whether originals that go home lie sealed and on no way yet: their owner may collect them."""
    loose = parcel.run_id is None and parcel.bag_id is None
    return parcel.state == ParcelState.SEALED and loose and parcel.papers_only


def hold_what_came_back(*, label: str, at: datetime) -> Parcel | None:
    """Hold the envelope that has just come back where nobody sets out with it again; None for any other."""
    parcel = Parcel.objects.filter(label=label).first()
    if parcel is None or parcel.state != ParcelState.RETURNED or not waits_for_collecting(parcel):
        return None
    return hold_at_point(parcel_id=parcel.id, actor=SYSTEM, at=at)


def end_holds(*, at: datetime) -> int:
    """Give what nobody collected in time to the centre to answer for (hết hạn giữ); return how many are new.

    The point sends it there; an alarm with the centre as its owner stays open until it has arrived. Records
    `delivery.hold_over` once. However many there are, each is a transaction of its own.
    """
    over = Parcel.objects.filter(state=ParcelState.HELD, held_until__lt=at).order_by("held_until", "id")
    return sum(_end_hold(parcel_id, at) for parcel_id in list(over.values_list("id", flat=True)))


@transaction.atomic
def _end_hold(parcel_id: UUID, at: datetime) -> bool:
    held = Parcel.objects.select_for_update(of=("self",)).filter(state=ParcelState.HELD, held_until__lt=at)
    parcel, terms = held.filter(id=parcel_id).first(), home_terms()
    if parcel is None:
        return False
    parcel.held_until = None
    parcel.save(update_fields=["held_until"])
    raise_alarm(
        kind=AlarmKind.HELD_TOO_LONG,
        parcel=parcel,
        owner_unit=terms.keeper_unit,
        owner_role=terms.keeper_role,
        facts={"label": parcel.label, "place": parcel.holder_id},
        at=at,
    )
    events.record(
        "delivery.hold_over",
        parcel.subject_id,
        actor=SYSTEM,
        at=at,
        label=parcel.label,
        place=parcel.holder_id,
        keeper=terms.keeper_unit,
    )
    return True


def remind_holds(*, at: datetime) -> int:
    """Say once more that an envelope waits (nhắc đến lấy), on the last days; return how many were told.

    Records `delivery.hold_reminded` once per envelope. However many there are, each is a transaction of its
    own.
    """
    soon = at + timedelta(days=home_terms().remind_before_days)
    held = Parcel.objects.filter(state=ParcelState.HELD, held_until__gte=at, held_until__lte=soon)
    waiting = list(held.order_by("held_until", "id").values_list("id", flat=True))
    return sum(_remind(parcel_id, at) for parcel_id in waiting)


@transaction.atomic
def _remind(parcel_id: UUID, at: datetime) -> bool:
    held = Parcel.objects.select_for_update(of=("self",)).filter(state=ParcelState.HELD, held_until__gte=at)
    parcel = held.filter(id=parcel_id).first()
    if parcel is None or any(_reminded(event, parcel) for event in events.history_of(parcel.subject_id)):
        return False
    events.record("delivery.hold_reminded", parcel.subject_id, actor=SYSTEM, at=at, label=parcel.label)
    return True


def _reminded(event: events.EventRecord, parcel: Parcel) -> bool:
    return event.name == "delivery.hold_reminded" and event.data.get("label") == parcel.label


@transaction.atomic
def send_to_centre(*, label: str, clerk: Actor, at: datetime) -> Parcel:
    """The point gives what nobody collected to the centre (chuyển về Trung tâm): its side of the hand-over.

    Raises:
        NotPermitted: it lies at another place. IllegalTransition: its term is not over.
    """
    parcel = lock_parcel(label=label)
    require_role(clerk, *POINT_STAFF)
    if parcel.holder_id == home_terms().keeper_unit:
        return parcel
    require_at_origin(parcel.holder_id, clerk)
    half = _half_to_centre(parcel)
    if half.given_at is None:
        half.giver, half.given_at = clerk.as_json(), at
        half.save()
        _finish(half, parcel, clerk, at)
    return parcel


@transaction.atomic
def keep_at_centre(*, label: str, clerk: Actor, at: datetime) -> Parcel:
    """The centre takes in what nobody collected (Trung tâm giữ); from then on it answers for it.

    Records `delivery.kept_at_centre` once both sides have signed; till then the missing side is a gap.

    Raises:
        NotPermitted: the clerk does not take in at the centre.
        IllegalTransition: its term at the point is not over.
    """
    parcel = lock_parcel(label=label)
    require_role(clerk, Role.RECEIVER, Role.RECORDS_CLERK)
    require_at_origin(home_terms().keeper_unit, clerk)
    if parcel.holder_id == home_terms().keeper_unit:
        return parcel
    half = _half_to_centre(parcel)
    if half.taken_at is None:
        half.taker, half.taken_at, half.place = clerk.as_json(), at, home_terms().keeper_unit
        half.save()
        _finish(half, parcel, clerk, at)
    return parcel


def _half_to_centre(parcel: Parcel) -> HandOver:
    if parcel.state != ParcelState.HELD or parcel.held_until is not None:
        raise IllegalTransition(
            "hold.not_over",
            f"Phong bì {parcel.label} còn trong hạn giữ tại điểm, hoặc không được giữ.",
            f"Envelope {parcel.label} is still kept at the point, or is not kept.",
        )
    return open_half(parcel) or HandOver(parcel=parcel, giver={}, place=home_terms().keeper_unit)


def _finish(half: HandOver, parcel: Parcel, actor: Actor, at: datetime) -> None:
    if not half.complete:
        events.record("delivery.half_handed_over", parcel.subject_id, actor=actor, at=at, label=parcel.label)
        return
    parcel.holder_kind, parcel.holder_id = "UNIT", home_terms().keeper_unit
    parcel.save(update_fields=["holder_kind", "holder_id"])
    end_alarms(
        parcel=parcel,
        kinds=frozenset({AlarmKind.HELD_TOO_LONG}),
        words="Trung tâm đã nhận và giữ phong bì.",
        at=at,
    )
    events.record(
        "delivery.kept_at_centre",
        parcel.subject_id,
        actor=actor,
        at=at,
        label=parcel.label,
        place=parcel.holder_id,
    )
