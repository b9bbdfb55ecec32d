"""Open a bag and compare what is in it with its list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cuamo.delivery.models import Bag, Parcel
from cuamo.delivery.selectors.owners import owner_at, owner_by_side
from cuamo.delivery.services.find_here import at_its_end, found
from cuamo.delivery.services.lose import report_found
from cuamo.delivery.services.parts import lock_bag, require_at_origin
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.return_to_point import arrive
from cuamo.delivery.states import AlarmKind, BagState, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.kernel.identifiers import s10


@dataclass(frozen=True)
class Count:
    """What was in the bag beside what was listed."""

    bag: Bag
    right: list[str]
    missing: list[str]
    surplus: list[str]


@transaction.atomic
def count_bag(*, bag_id: UUID, labels: Collection[str], clerk: Actor, at: datetime) -> Count:
    """Open the bag and tick what is in it (mở túi, kiểm từng phong bì); counted again changes nothing.

    Papers that are where they were sent to have arrived. What is missing is an alarm at the place that sealed
    the bag, or at who carried it when the seal was broken; what does not belong is an alarm with where it
    belongs, and is held here from now on. Records `delivery.bag_counted`.

    Args:
        labels: every envelope that was in the bag, as scanned.
    Raises:
        NotPermitted: the bag is elsewhere. IllegalTransition: it was not received yet.
        Invalid, NotFound: a label is misread or unknown.
    """
    bag = lock_bag(bag_id=bag_id)
    if bag.state not in {BagState.RECEIVED, BagState.BROKEN}:
        raise IllegalTransition(
            "bag.not_here",
            f"Túi {bag.number} chưa nhận đủ hai bên.",
            f"Bag {bag.number} was not received yet.",
        )
    last = bag.hand_overs.latest("id")
    require_at_origin(last.place, clerk)
    if bag.counted_at is not None:
        return _told(bag)
    seen = list(dict.fromkeys(s10.check(label) for label in labels))
    inside, others = _lock_all(bag, seen)
    for label, parcel in inside.items():
        if label in seen:
            _take_out(parcel, last.place, clerk, at)
        else:
            _missing(parcel, bag, clerk, at)
    for parcel in others:
        if parcel.state == ParcelState.LOST:
            report_found(label=parcel.label, actor=clerk, at=at)
            continue
        kind = AlarmKind.WRONG_BAG if parcel.bag_id else AlarmKind.SURPLUS
        found(parcel, kind=kind, bag=bag, clerk=clerk, at=at)
        if at_its_end(parcel, last.place) and parcel.state == ParcelState.IN_TRANSIT:
            arrive(parcel, place=last.place, actor=clerk, at=at)
    bag.found, bag.counted_at = seen, at
    bag.save(update_fields=["found", "counted_at"])
    count = _told(bag)
    events.record(
        "delivery.bag_counted",
        bag.id,
        actor=clerk,
        at=at,
        bag=bag.number,
        listed=len(bag.listed),
        found=len(seen),
        missing=count.missing,
        surplus=count.surplus,
    )
    return count


def _take_out(parcel: Parcel, place: str, clerk: Actor, at: datetime) -> None:
    if at_its_end(parcel, place):
        arrive(parcel, place=place, actor=clerk, at=at)
        return
    parcel.bag = None
    if parcel.recalled_at is not None:
        parcel.state = ParcelState.RETURNED
    parcel.save(update_fields=["bag", "state"])


def _missing(parcel: Parcel, bag: Bag, clerk: Actor, at: datetime) -> None:
    last = bag.hand_overs.latest("id")
    parcel.bag = None
    parcel.save(update_fields=["bag"])
    owner = owner_at(bag.origin_unit) if last.intact else owner_by_side(last.giver, bag.origin_unit)
    raise_alarm(
        kind=AlarmKind.MISSING,
        parcel=parcel,
        owner_unit=owner.unit,
        owner_role=owner.role,
        at=at,
        facts={"bag": bag.number, "place": last.place, "intact": bool(last.intact)},
        actor=clerk,
    )


def _lock_all(bag: Bag, seen: list[str]) -> tuple[dict[str, Parcel], list[Parcel]]:
    """Lock what is listed and what was scanned in one order, so that two bags with each other's do not wait.

    Return what is in the bag by the records, by label, and what was scanned beside it.
    """
    wanted = Parcel.objects.select_for_update(of=("self",)).select_related("run", "bag")
    locked = list(wanted.filter(Q(bag=bag) | Q(label__in=seen)).order_by("id"))
    listed = {
        parcel.label: parcel
        for parcel in locked
        if parcel.bag_id == bag.id and parcel.ended_at is None and parcel.state != ParcelState.LOST
    }
    if unknown := set(seen) - {parcel.label for parcel in locked}:
        raise NotFound(
            "parcel.unknown",
            f"Không có phong bì {sorted(unknown)[0]}.",
            f"There is no envelope {sorted(unknown)[0]}.",
            where="labels",
            hint_vi="Quét lại mã vạch trên nhãn.",
            hint_en="Scan the label again.",
        )
    return listed, [parcel for parcel in locked if parcel.label in seen and parcel.label not in listed]


def _told(bag: Bag) -> Count:
    listed, seen = set(bag.listed), set(bag.found)
    return Count(bag, sorted(listed & seen), sorted(listed - seen), sorted(seen - listed))
