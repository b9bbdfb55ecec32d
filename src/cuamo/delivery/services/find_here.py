"""An envelope turns up where nobody handed it over."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import Bag, HandOver, Parcel
from cuamo.delivery.selectors.owners import owner_of
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import about, lock_parcel, open_half
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.return_to_point import arrive
from cuamo.delivery.states import AlarmKind, Direction, ParcelState, Proof
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role

NOT_TO_FIND = frozenset({ParcelState.CREATED, ParcelState.CANCELLED, ParcelState.DELIVERED, ParcelState.LOST})
FOUND_AGAIN = frozenset({AlarmKind.MISSING.value})


@transaction.atomic
def find_here(*, label: str, clerk: Actor, at: datetime) -> Parcel:
    """Take in an envelope that lies here without a hand-over (tìm thấy tại đây); who had it has an alarm.

    From here on this place holds it. One that is here by the records anyway was missed at most: that ends.
    Records `delivery.found`.

    Raises:
        NotPermitted: the clerk takes in nothing.
        IllegalTransition: it has reached its end, or was never closed.
    """
    require_role(clerk, Role.RECEIVER, Role.RECORDS_CLERK, Role.CLERK, Role.SHIFT_LEAD, Role.COORDINATOR)
    parcel = lock_parcel(label=label)
    found(parcel, kind=AlarmKind.WRONG_PLACE, bag=None, clerk=clerk, at=at)
    if (
        at_its_end(parcel, clerk.unit_code)
        and parcel.state == ParcelState.IN_TRANSIT
        and parcel.bag_id is None
    ):
        arrive(parcel, place=clerk.unit_code, actor=clerk, at=at)
    return parcel


def found(parcel: Parcel, *, kind: AlarmKind, bag: Bag | None, clerk: Actor, at: datetime) -> Parcel:
    """Let the place of the clerk hold a locked envelope that nobody handed over to it."""
    if parcel.holder_kind == "UNIT" and parcel.holder_id == clerk.unit_code:
        end_alarms(parcel=parcel, kinds=FOUND_AGAIN, words="Đã tìm thấy, quét lại tại nơi giữ.", at=at)
        return parcel
    if parcel.state in NOT_TO_FIND or parcel.holder_kind in {"RECIPIENT", "SENDER"} or parcel.ended_at:
        raise IllegalTransition(
            "parcel.not_to_find",
            f"Phong bì {parcel.label} không còn, hoặc chưa đi trên đường.",
            f"Envelope {parcel.label} is not on its way.",
            where="label",
            hint_vi="Giữ lại và báo điều phối viên.",
            hint_en="Keep it and tell the coordinator.",
        )
    owner = owner_of(parcel)
    belongs = str(parcel.bag or parcel.run or parcel.destination_unit or parcel.origin_unit)
    facts = {"place": clerk.unit_code, "had": parcel.holder_id, "belongs": belongs}
    if (half := open_half(parcel)) is not None:
        half.broken_off_at = at
        half.save(update_fields=["broken_off_at"])
    HandOver.objects.create(
        parcel=parcel,
        giver={},
        taker=clerk.as_json(),
        taken_at=at,
        place=clerk.unit_code,
        proof=Proof.FOUND,
        bag=bag,
    )
    parcel.state = ParcelState.IN_TRANSIT if parcel.recalled_at is None else ParcelState.RETURNED
    parcel.holder_kind, parcel.holder_id = "UNIT", clerk.unit_code
    parcel.run, parcel.bag = None, None
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "run", "bag"])
    events.record(
        "delivery.found", parcel.subject_id, actor=clerk, at=at, **about(parcel), place=clerk.unit_code
    )
    raise_alarm(
        kind=kind,
        parcel=parcel,
        owner_unit=owner.unit,
        owner_role=owner.role,
        at=at,
        facts=facts,
        actor=clerk,
    )
    return parcel


def at_its_end(parcel: Parcel, place: str) -> bool:
    """Say whether papers are where they were sent to."""
    return parcel.direction == Direction.ORIGINALS and parcel.destination_unit == place
