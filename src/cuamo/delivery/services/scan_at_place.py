"""What a place scans: an envelope or a bag, out or in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.owners import owner_by_side, owner_of
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.hand_over_bag import hand_over_bag, receive_bag
from cuamo.delivery.services.hold_at_point import keep_at_centre
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.return_to_point import COMING_BACK, return_to_point
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid

BAG_PREFIX = "TU-"


class Way(StrEnum):
    """Which way what is scanned goes."""

    OUT = "OUT"
    IN = "IN"


@dataclass(frozen=True)
class Scanned:
    """What came of a scan."""

    label: str
    is_bag: bool
    complete: bool
    arrived: bool = False
    """Papers that are where they were sent to: now their envelope is opened and they are ticked."""


@transaction.atomic
def scan_at_place(
    *, text: str, way: Way, clerk: Actor, at: datetime, broken: bool = False, seal_read: str = ""
) -> Scanned:
    """Do this place's side of a hand-over (quét giao, quét nhận), of a bag or an envelope; twice is once.

    Args:
        broken: the seal is not whole or has another number: an alarm at who had it.
        seal_read: number that stands on the seal; another than the one it was sealed with is the same alarm.
            A bag is not taken in without it, unless its seal is broken.
    Raises:
        Invalid: the number on a bag's seal is not given.
        IllegalTransition: nobody hands it over here; the words say where it belongs.
        Others: as `hand_over`, `return_to_point`, `keep_at_centre`, `hand_over_bag`, `receive_bag`.
    """
    wanted = text.strip().upper()
    if wanted.startswith(BAG_PREFIX):
        if way is Way.IN and not broken and not seal_read.strip():
            raise Invalid(
                "bag.seal_read",
                f"Ghi số trên niêm phong của túi {wanted}, hoặc đánh dấu niêm phong rách.",
                f"Write the number on the seal of bag {wanted}, or tick that it is broken.",
                where="seal_read",
            )
        bag_half = (
            hand_over_bag(number=wanted, clerk=clerk, at=at)
            if way is Way.OUT
            else receive_bag(number=wanted, clerk=clerk, at=at, intact=not broken, seal_read=seal_read)
        )
        return Scanned(wanted, True, bag_half.complete)
    if way is Way.OUT:
        half = hand_over(label=wanted, clerk=clerk, at=at)
        return Scanned(half.parcel.label, False, half.complete)
    parcel = lock_parcel(label=wanted)
    here = parcel.holder_kind == "UNIT" and parcel.holder_id == clerk.unit_code
    over = parcel.state == ParcelState.HELD and parcel.held_until is None
    if over and not here and clerk.unit_code == home_terms().keeper_unit:
        parcel = keep_at_centre(label=wanted, clerk=clerk, at=at)
        return Scanned(parcel.label, False, parcel.holder_id == clerk.unit_code)
    if not here and parcel.state not in COMING_BACK | {ParcelState.LOST}:
        raise IllegalTransition(
            "parcel.not_expected",
            f"Không ai đang giao phong bì {parcel.label} tới đây. {where_it_is(parcel)}",
            f"Nobody is handing envelope {parcel.label} over here.",
            where="found",
            hint_vi="Đang cầm trong tay thì bấm «Nhận giữ tại đây»: có người giữ, bên làm lạc được báo.",
            hint_en="If it is in your hands, take it in as found.",
        )
    if here:
        parcel = find_here(label=wanted, clerk=clerk, at=at)
    else:
        parcel = return_to_point(label=wanted, clerk=clerk, at=at)
        parcel.refresh_from_db()
    if broken and not here:
        last = parcel.hand_overs.order_by("-id").first()
        owner = (
            owner_by_side(last.giver, parcel.origin_unit or parcel.destination_unit)
            if last and last.giver
            else owner_of(parcel)
        )
        raise_alarm(
            kind=AlarmKind.SEAL_BROKEN,
            parcel=parcel,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={"seal": parcel.seal_number, "place": clerk.unit_code},
            actor=clerk,
        )
    arrived = parcel.direction == Direction.ORIGINALS and parcel.state == ParcelState.DELIVERED
    return Scanned(parcel.label, False, parcel.holder_id == clerk.unit_code, arrived)


def where_it_is(parcel: Parcel) -> str:
    """Say in Vietnamese where the records have an envelope, without a name or an address."""
    if parcel.state == ParcelState.DELIVERED:
        return "Theo sổ, phong bì đã tới nơi."
    if parcel.bag is not None:
        return f"Theo sổ, phong bì nằm trong túi {parcel.bag.number}."
    if parcel.run is not None:
        return f"Theo sổ, phong bì thuộc chuyến {parcel.run.number}."
    return "Theo sổ, phong bì ở nơi khác."
