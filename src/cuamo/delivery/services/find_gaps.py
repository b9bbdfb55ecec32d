"""Notice hand-overs that only one side has scanned."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from cuamo.delivery.models import Bag, BagHandOver, HandOver, Parcel
from cuamo.delivery.selectors.owners import owner_by_side, owner_of
from cuamo.delivery.selectors.parcels import gaps
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import GAP_AFTER, AlarmKind
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM


def find_gaps(*, at: datetime) -> int:
    """Raise the alarm for every hand-over with one side missing for half an hour; return how many are new.

    Records `delivery.gap_found` once per gap of an envelope, with who signed and who has to answer for the
    other side; each, and each gap of a bag, is an alarm with an owner. One transaction for each, so that
    nobody who scans waits for all of them; what somebody has locked is left for the next time.
    """
    late = Q(given_at__lte=at - GAP_AFTER) | Q(taken_at__lte=at - GAP_AFTER)
    overdue = gaps().filter(late, gap_found_at=None)
    bags = BagHandOver.objects.filter(late, Q(given_at=None) | Q(taken_at=None), gap_found_at=None)
    found = sum(_note_one(overdue.order_by(), key, parcel, at) for key, parcel in _keys(overdue, "parcel_id"))
    return found + sum(_note_bag_one(bags, key, bag, at) for key, bag in _keys(bags, "bag_id"))


def _keys(rows: QuerySet[Any], thing: str) -> list[tuple[UUID, UUID]]:
    return list(rows.order_by("id").values_list("id", thing))


@transaction.atomic
def _note_one(overdue: QuerySet[HandOver], key: UUID, parcel_id: UUID, at: datetime) -> int:
    if Parcel.objects.select_for_update(skip_locked=True).filter(id=parcel_id).first() is None:
        return 0
    half = overdue.select_related("parcel__run").filter(id=key).first()
    if half is None:
        return 0
    _note(half, at)
    return 1


@transaction.atomic
def _note_bag_one(overdue: QuerySet[BagHandOver], key: UUID, bag_id: UUID, at: datetime) -> int:
    if Bag.objects.select_for_update(skip_locked=True).filter(id=bag_id).first() is None:
        return 0
    half = overdue.select_related("bag__run").filter(id=key).first()
    if half is None:
        return 0
    _note_bag(half, at)
    return 1


def _note(half: HandOver, at: datetime) -> None:
    half.gap_found_at = at
    half.save(update_fields=["gap_found_at"])
    missing = "giver" if half.given_at is None else "taker"
    owner = owner_of(half.parcel)
    raise_alarm(
        kind=AlarmKind.GAP,
        parcel=half.parcel,
        owner_unit=owner.unit,
        owner_role=owner.role,
        at=at,
        facts={"missing": missing, "place": half.place},
    )
    events.record(
        "delivery.gap_found",
        half.parcel.subject_id,
        actor=SYSTEM,
        at=at,
        label=half.parcel.label,
        missing=missing,
        signed=half.taker if half.given_at is None else half.giver,
        owner=half.parcel.holder_id,
    )


def _note_bag(half: BagHandOver, at: datetime) -> None:
    half.gap_found_at = at
    half.save(update_fields=["gap_found_at"])
    before = half.bag.hand_overs.exclude(id=half.id).order_by("-id").first()
    owner = owner_by_side(before.taker if before else None, half.bag.origin_unit)
    raise_alarm(
        kind=AlarmKind.GAP,
        bag=half.bag,
        owner_unit=owner.unit,
        owner_role=owner.role,
        at=at,
        facts={"missing": "giver" if half.given_at is None else "taker", "place": half.place},
    )
