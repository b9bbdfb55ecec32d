"""Set out for the recipient."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.rules.windows import is_window
from cuamo.delivery.services.parts import (
    lock_parcel,
    require_courier,
    require_in_hand,
    require_not_recalled,
)
from cuamo.delivery.states import WITH_COURIER, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def start_out(
    *, parcel_id: UUID, window: str, courier: Actor, at: datetime, with_code: bool = True
) -> Parcel:
    """Set out for the recipient (đi giao): the text with a new code follows from `delivery.out`.

    Args:
        with_code: False where the courier told of it so late that they have been at the door already: a text
            with a code would be of no use then, and none is sent.
        window: one of `states.WINDOWS`, or empty; it stands in the text, so that nobody's own words may.
    Raises:
        IllegalTransition: the courier has not taken it or gave it away again, or it was called back.
        Invalid: the time of day is none of the list.
    """
    window = window.strip()
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if parcel.state == ParcelState.OUT_FOR_DELIVERY:
        return parcel
    require_not_recalled(parcel)
    if parcel.direction != Direction.RESULT:
        raise IllegalTransition(
            "parcel.to_authority",
            "Phong bì giấy tờ này trả tại cơ quan, không giao tại nhà.",
            "These papers go to the authority, to nobody's door.",
        )
    if parcel.state not in WITH_COURIER:
        raise IllegalTransition(
            "parcel.not_taken", "Chưa quét nhận phong bì này.", "This envelope has not been scanned in."
        )
    require_in_hand(parcel)
    if not is_window(window):
        raise Invalid(
            "parcel.window",
            "Chọn một khung giờ trong danh sách.",
            "Choose a time of day from the list.",
            where="window",
        )
    parcel.state = ParcelState.OUT_FOR_DELIVERY
    parcel.window = window
    parcel.pin = f"{secrets.randbelow(10_000):04d}" if with_code else ""
    parcel.pin_tries = 0
    parcel.save(update_fields=["state", "window", "pin", "pin_tries"])
    events.record(
        "delivery.out",
        parcel.subject_id,
        actor=courier,
        at=at,
        label=parcel.label,
        attempt=parcel.attempts + 1,
        with_code=with_code,
    )
    return parcel
