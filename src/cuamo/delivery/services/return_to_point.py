"""An envelope comes back: the courier gives it, the point takes it."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.services.parts import lock_parcel, open_half, require_courier
from cuamo.delivery.states import WITH_COURIER, ParcelState
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
    if parcel.state == ParcelState.RETURNED:
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

    Records `delivery.returned` once both sides have scanned; till then the missing side is a gap.

    Raises:
        NotPermitted: the clerk takes in nothing at a point.
        IllegalTransition: no courier has it.
    """
    require_role(clerk, Role.RECEIVER, Role.RECORDS_CLERK, Role.CLERK, Role.SHIFT_LEAD)
    parcel = lock_parcel(label=label)
    if parcel.state == ParcelState.RETURNED:
        return parcel
    half = _half(parcel)
    if half.taken_at is None:
        half.taker, half.taken_at, half.place = clerk.as_json(), at, clerk.unit_code
        half.save()
        _finish(half, parcel, clerk, at)
    return parcel


def _half(parcel: Parcel) -> HandOver:
    if parcel.state not in COMING_BACK:
        raise IllegalTransition("parcel.not_taken", "Không bưu tá nào giữ nó.", "No courier has it.")
    return open_half(parcel) or HandOver(parcel=parcel, giver={})


def _finish(half: HandOver, parcel: Parcel, actor: Actor, at: datetime) -> None:
    if not half.complete:
        events.record("delivery.half_handed_over", parcel.subject_id, actor=actor, at=at, label=parcel.label)
        return
    parcel.state = ParcelState.RETURNED
    parcel.holder_kind, parcel.holder_id = "UNIT", half.place or parcel.origin_unit
    parcel.run = None
    parcel.save(update_fields=["state", "holder_kind", "holder_id", "run"])
    events.record(
        "delivery.returned", parcel.subject_id, actor=actor, at=at, label=parcel.label, place=half.place
    )
