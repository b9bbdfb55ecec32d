"""Notice hand-overs that only one side has scanned."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cuamo.delivery.models import BagHandOver, HandOver
from cuamo.delivery.selectors.owners import owner_by_side, owner_of
from cuamo.delivery.selectors.parcels import gaps
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import GAP_AFTER, AlarmKind
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM


@transaction.atomic
def find_gaps(*, at: datetime) -> int:
    """Raise the alarm for every hand-over with one side missing for half an hour; return how many are new.

    Records `delivery.gap_found` once per gap of an envelope, with who signed and who has to answer for the
    other side; each, and each gap of a bag, is an alarm with an owner.
    """
    late = Q(given_at__lte=at - GAP_AFTER) | Q(taken_at__lte=at - GAP_AFTER)
    overdue = gaps().filter(late, gap_found_at=None).select_related("parcel__run")
    found = list(overdue.select_for_update(of=("self",), skip_locked=True))
    for half in found:
        _note(half, at)
    bags = BagHandOver.objects.select_related("bag__run").filter(
        late, Q(given_at=None) | Q(taken_at=None), gap_found_at=None
    )
    found_bags = list(bags.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    for bag_half in found_bags:
        _note_bag(bag_half, at)
    return len(found) + len(found_bags)


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
