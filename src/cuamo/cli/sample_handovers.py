"""Originals of the sample: one envelope that waits to be sealed, one in an open bag, one that arrived."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.owners import owner_of
from cuamo.delivery.services.add_to_manifest import add_to_manifest, open_run
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag
from cuamo.delivery.services.hand_over import hand_over, scan_in
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.return_to_point import give_back, return_to_point
from cuamo.delivery.states import AlarmKind, Direction
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.send_originals import pack_originals
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Membership
from cuamo.organisation.selectors.staff import actor_of, held_at
from cuamo.organisation.types import Role
from cuamo.people.models import Account

CLERK = "quay.hoankiem"
WANTED = 3


def originals_on_their_way(now: datetime) -> int:
    """Send the originals of three dossiers of one counter, each a step further; told once."""
    if Parcel.objects.filter(direction=Direction.ORIGINALS).exists():
        return 0
    clerk = _actor(Account.objects.filter(username=CLERK).first(), now)
    courier = _actor(_holder("VNPOST", Role.COURIER, now), now)
    if clerk is None or courier is None:
        return 0
    sent = Dossier.objects.filter(helped_at=clerk.unit_code).exclude(state=State.DRAFT)
    made = 0
    for dossier in sent.exclude(received_by="").order_by("-submitted_at", "-id")[:80]:
        receiver = _actor(_holder(dossier.received_by, Role.RECEIVER, now), now)
        if made == WANTED or receiver is None:
            continue
        try:
            with transaction.atomic():
                parcel = pack_originals(dossier_id=dossier.id, clerk=clerk, at=now)
                _STEPS[made](parcel, clerk, courier, receiver, now)
        except DomainError:
            continue
        made += 1
    return made


def _arrives(parcel: Parcel, clerk: Actor, courier: Actor, receiver: Actor, at: datetime) -> None:
    _seal(parcel, "GT-000001", clerk, at)
    run = open_run(
        origin_unit=parcel.origin_unit,
        courier_id=courier.id,
        courier_name=courier.name,
        operator_code=courier.unit_code,
        clerk=clerk,
        at=at,
    )
    add_to_manifest(run_id=run.id, parcel_ids=[parcel.id], clerk=clerk, at=at)
    hand_over(label=parcel.label, clerk=clerk, at=at)
    scan_in(label=parcel.label, courier=courier, at=at)
    give_back(label=parcel.label, courier=courier, at=at)
    return_to_point(label=parcel.label, clerk=receiver, at=at)


def _in_a_bag(parcel: Parcel, clerk: Actor, courier: Actor, receiver: Actor, at: datetime) -> None:
    _seal(parcel, "GT-000002", clerk, at)
    bag = open_bag(
        origin_unit=parcel.origin_unit, destination_unit=parcel.destination_unit, clerk=clerk, at=at
    )
    put_in_bag(bag_id=bag.id, label=parcel.label, clerk=clerk, at=at)
    owner = owner_of(parcel)
    raise_alarm(
        kind=AlarmKind.PICKUP_SOON, parcel=parcel, owner_unit=owner.unit, owner_role=owner.role, at=at
    )


def _open(parcel: Parcel, clerk: Actor, courier: Actor, receiver: Actor, at: datetime) -> None:
    """It stays open: a newcomer ticks and seals it."""


_STEPS = (_arrives, _in_a_bag, _open)


def _seal(parcel: Parcel, number: str, clerk: Actor, at: datetime) -> None:
    labels = list(parcel.papers.values_list("label", flat=True))
    close_originals(parcel_id=parcel.id, inside=labels, seal_number=number, clerk=clerk, at=at)


def _holder(unit_code: str, role: str, now: datetime) -> Account | None:
    held = Membership.objects.filter(held_at(now), unit__code=unit_code, role=role)
    return (
        Account.objects.filter(id__in=held.values("account_id"), is_active=True).order_by("username").first()
    )


def _actor(account: Account | None, now: datetime) -> Actor | None:
    return actor_of(account, at=now) if account else None
