"""The courier gives an envelope at a place, the place takes it: brought back, or papers that arrive."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.selectors.owners import owner_by_side
from cuamo.delivery.services.lose import report_found
from cuamo.delivery.services.parts import about, lock_parcel, open_half, require_courier, require_loose
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import WITH_COURIER, AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role

COMING_BACK = WITH_COURIER | {ParcelState.RETURNING}


@transaction.atomic
def give_back(*, label: str, courier: Actor, at: datetime) -> Parcel:
    """The courier scans the envelope out at a point (bưu tá trả lại); a second scan changes nothing.

    Raises:
        NotPermitted: it is not on the courier's run.
        IllegalTransition: the courier does not have it.
    """
    parcel = lock_parcel(label=label)
    if _came(parcel):
        return parcel
    require_courier(parcel, courier)
    half = _half(parcel)
    if half.given_at is None:
        half.giver, half.given_at = courier.as_json(), at
        half.save()
        _finish(half, parcel, courier, at)
    return parcel


@transaction.atomic
def return_to_point(*, label: str, clerk: Actor, at: datetime) -> Parcel:
    """The point scans the envelope in (nhận lại tại điểm); a second scan changes nothing.

    Once both sides have scanned, records `delivery.returned`, or `delivery.arrived` for papers that are where
    they were sent to; till then the missing side is a gap. Papers taken in anywhere else are an alarm. One
    that was declared lost goes nowhere any more: that it was found is written down.

    Raises:
        NotPermitted: the clerk takes in nothing at a point.
        IllegalTransition: no courier has it.
    """
    require_role(clerk, Role.RECEIVER, Role.RECORDS_CLERK, Role.CLERK, Role.SHIFT_LEAD)
    parcel = lock_parcel(label=label)
    if parcel.state == ParcelState.LOST or parcel.ended_at is not None:
        report_found(label=label, actor=clerk, at=at)
        return parcel
    if _came(parcel):
        return parcel
    half = _half(parcel)
    if half.taken_at is None:
        half.taker, half.taken_at, half.place = clerk.as_json(), at, clerk.unit_code
        half.save()
        _finish(half, parcel, clerk, at)
    return parcel


def _came(parcel: Parcel) -> bool:
    """Say whether it lies at a place already, brought back or arrived."""
    arrived = parcel.direction == Direction.ORIGINALS and parcel.state == ParcelState.DELIVERED
    return arrived or parcel.state in {ParcelState.RETURNED, ParcelState.HELD}


def _half(parcel: Parcel) -> HandOver:
    if parcel.state not in COMING_BACK:
        raise IllegalTransition("parcel.not_taken", "Không bưu tá nào giữ nó.", "No courier has it.")
    require_loose(parcel)
    return open_half(parcel) or HandOver(parcel=parcel, giver={})


def _finish(half: HandOver, parcel: Parcel, actor: Actor, at: datetime) -> None:
    if not half.complete:
        events.record("delivery.half_handed_over", parcel.subject_id, actor=actor, at=at, **about(parcel))
        return
    place = half.place or parcel.origin_unit
    if parcel.direction == Direction.ORIGINALS and place == parcel.destination_unit:
        arrive(parcel, place=place, actor=actor, at=at)
        return
    parcel.state = ParcelState.RETURNED
    parcel.holder_kind, parcel.holder_id = "UNIT", place
    parcel.run = None
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "run"])
    events.record("delivery.returned", parcel.subject_id, actor=actor, at=at, **about(parcel), place=place)
    if parcel.direction == Direction.ORIGINALS and place != parcel.origin_unit:
        owner = owner_by_side(half.giver, place)
        facts = {"place": place, "belongs": parcel.destination_unit}
        raise_alarm(
            kind=AlarmKind.WRONG_PLACE,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts=facts,
        )


def arrive(parcel: Parcel, *, place: str, actor: Actor, at: datetime) -> None:
    """Write down that papers are at the authority they were sent to; records `delivery.arrived`."""
    parcel.state = ParcelState.DELIVERED
    parcel.holder_kind, parcel.holder_id = "UNIT", place
    parcel.run, parcel.bag, parcel.delivered_at = None, None, at
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "run", "bag", "delivered_at"])
    late = parcel.deliver_by is not None and at > parcel.deliver_by
    events.record(
        "delivery.arrived", parcel.subject_id, actor=actor, at=at, **about(parcel), place=place, late=late
    )
