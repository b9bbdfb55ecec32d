"""Fill a bag with envelopes for one place, and seal it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Bag, Parcel
from cuamo.delivery.services.add_to_manifest import MAY_LEAVE, require_not_missed
from cuamo.delivery.services.parts import (
    clean_seal,
    lock_bag,
    lock_envelopes,
    lock_parcel,
    place_of,
    require_at_origin,
    require_free_seal,
    require_not_recalled,
)
from cuamo.delivery.states import BagState, Direction
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind

FOR_RESULTS = frozenset({UnitKind.OPERATOR, UnitKind.AGENCY, UnitKind.POINT, UnitKind.BRANCH})
"""Where a bag with results may go: the operator sorts them, or a point keeps them for their recipients."""


@transaction.atomic
def open_bag(*, origin_unit: str, destination_unit: str, clerk: Actor, at: datetime) -> Bag:
    """Return the open bag from one place to another, made when there is none (mở túi).

    Raises:
        NotPermitted: the bag would leave from another place. Invalid: it would go nowhere.
    """
    require_at_origin(origin_unit, clerk)
    if destination_unit == origin_unit or not Unit.objects.filter(code=destination_unit).exists():
        raise Invalid(
            "bag.nowhere", "Chọn nơi túi đi tới.", "Choose where the bag goes.", where="destination"
        )
    # Whoever opens a bag waits here, so that two at once find one bag.
    number = take_number(f"bag:{at.astimezone(HANOI):%Y%m%d}")
    waiting = Bag.objects.select_for_update().filter(
        origin_unit=origin_unit, destination_unit=destination_unit, state=BagState.OPEN
    )
    if (found := waiting.first()) is not None:
        return found
    return Bag.objects.create(
        id=uuid7(at),
        number=f"TU-{at.astimezone(HANOI):%y%m%d}-{number:04d}",
        origin_unit=origin_unit,
        destination_unit=destination_unit,
        opened_at=at,
    )


@transaction.atomic
def put_in_bag(*, bag_id: UUID, label: str, clerk: Actor, at: datetime) -> Parcel:
    """Put one sealed envelope into the bag (xếp vào túi); put in twice it is in it once.

    Raises:
        NotPermitted: bag or envelope is at another place.
        IllegalTransition: the bag is closed, or the envelope is not sealed, on a run, in another bag, missed
            or called back.
        Invalid: it goes somewhere else; the words say where.
    """
    bag = lock_bag(bag_id=bag_id)
    require_at_origin(bag.origin_unit, clerk)
    parcel = lock_parcel(label=label)
    require_at_origin(place_of(parcel), clerk)
    if parcel.bag_id == bag.id:
        return parcel
    if bag.state != BagState.OPEN:
        raise IllegalTransition(
            "bag.closed", f"Túi {bag.number} đã niêm phong.", f"Bag {bag.number} is sealed."
        )
    require_not_recalled(parcel)
    if parcel.bag_id is not None or parcel.run_id is not None:
        where = str(parcel.bag or parcel.run)
        raise IllegalTransition(
            "parcel.elsewhere_listed",
            f"Phong bì {parcel.label} đã ở {where}.",
            f"Envelope {parcel.label} is in {where} already.",
            where="label",
        )
    if parcel.state not in MAY_LEAVE or parcel.holder_kind != "UNIT":
        raise IllegalTransition(
            "parcel.not_sealed",
            f"Phong bì {parcel.label} chưa niêm phong hoặc đã đi.",
            f"Envelope {parcel.label} is not sealed, or has left.",
            where="label",
        )
    require_not_missed(parcel)
    _require_same_way(parcel, bag)
    parcel.bag = bag
    parcel.save(update_fields=["bag"])
    return parcel


@transaction.atomic
def take_from_bag(*, bag_id: UUID, label: str, clerk: Actor, at: datetime) -> Parcel:
    """Take an envelope out of an open bag again (lấy ra); one that is not in it stays where it is.

    Raises:
        IllegalTransition: the bag is closed. NotPermitted: it is at another place.
    """
    bag = lock_bag(bag_id=bag_id)
    require_at_origin(bag.origin_unit, clerk)
    parcel = lock_parcel(label=label)
    if parcel.bag_id != bag.id:
        return parcel
    if bag.state != BagState.OPEN:
        raise IllegalTransition(
            "bag.closed", f"Túi {bag.number} đã niêm phong.", f"Bag {bag.number} is sealed."
        )
    parcel.bag = None
    parcel.save(update_fields=["bag"])
    return parcel


@transaction.atomic
def seal_bag(*, bag_id: UUID, seal_number: str, clerk: Actor, at: datetime) -> Bag:
    """Seal the bag with what is in it (niêm phong túi); again with the same number changes nothing.

    The list is kept: it is what the other end counts against. Records `delivery.bag_sealed`.

    Raises:
        Invalid: the seal number is none or already used. NotPermitted: it is at another place.
        IllegalTransition: the bag is empty, or sealed with another number.
    """
    bag = lock_bag(bag_id=bag_id)
    require_at_origin(bag.origin_unit, clerk)
    number = clean_seal(seal_number)
    if bag.seal_number == number:
        return bag
    if bag.state != BagState.OPEN:
        raise IllegalTransition(
            "bag.closed", f"Túi {bag.number} đã niêm phong.", f"Bag {bag.number} is sealed already."
        )
    inside = lock_envelopes(bag)
    if not inside:
        raise IllegalTransition(
            "bag.empty", "Túi chưa có phong bì nào.", "There is no envelope in the bag.", where="seal_number"
        )
    require_free_seal(number)
    bag.seal_number, bag.state, bag.sealed_at = number, BagState.SEALED, at
    bag.listed = [parcel.label for parcel in inside]
    bag.save(update_fields=["seal_number", "state", "sealed_at", "listed"])
    events.record(
        "delivery.bag_sealed",
        bag.id,
        actor=clerk,
        at=at,
        bag=bag.number,
        origin=bag.origin_unit,
        destination=bag.destination_unit,
        envelopes=len(inside),
    )
    return bag


def _require_same_way(parcel: Parcel, bag: Bag) -> None:
    goes_to = parcel.destination_unit if parcel.direction == Direction.ORIGINALS else ""
    if goes_to and goes_to == bag.destination_unit:
        return
    kind = Unit.objects.filter(code=bag.destination_unit).values_list("kind", flat=True).first()
    if kind == UnitKind.OPERATOR or (not goes_to and kind in FOR_RESULTS):
        return
    names = dict(Unit.objects.filter(code__in=[goes_to, bag.destination_unit]).values_list("code", "name_vi"))
    place = names.get(goes_to, "người nhận")
    raise Invalid(
        "bag.other_way",
        f"Phong bì {parcel.label} đi {place}, túi {bag.number} đi {names.get(bag.destination_unit, '')}.",
        f"Envelope {parcel.label} goes elsewhere than bag {bag.number}.",
        where="label",
        hint_vi=f"Xếp vào túi đi {place}."
        if goes_to
        else "Đưa vào chuyến của bưu tá, không xếp vào túi này.",
        hint_en="Put it into the bag that goes there.",
    )
