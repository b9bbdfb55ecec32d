"""Close the envelope with a numbered seal."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.hold_at_point import hold_at_point
from cuamo.delivery.services.parts import (
    about,
    clean_seal,
    goes_nowhere,
    lock_parcel,
    require_at_origin,
    require_free_seal,
    require_not_recalled,
)
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def seal(*, parcel_id: UUID, seal_number: str, clerk: Actor, at: datetime) -> Parcel:
    """Seal the envelope (niêm phong); sealing again with the same number changes nothing.

    Originals that go home without an address are held where they are sealed: their owner is told where to
    fetch them.

    Raises:
        Invalid: the seal number is empty or already used, or a paper of a citizen is not ticked.
        IllegalTransition: it is sealed with another number, has left, or was called back.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_at_origin(parcel.origin_unit, clerk)
    number = clean_seal(seal_number)
    if parcel.seal_number == number:
        return parcel
    require_not_recalled(parcel)
    if parcel.state != ParcelState.CREATED:
        raise IllegalTransition("parcel.sealed", "Phong bì đã niêm phong.", "The envelope is sealed already.")
    if parcel.papers.filter(put_in_at=None).exists():
        raise Invalid(
            "originals.unticked",
            "Đánh dấu từng bản gốc bỏ vào phong bì.",
            "Tick each original that goes into the envelope.",
            where="papers",
        )
    require_free_seal(number)
    parcel.seal_number = number
    parcel.state = ParcelState.SEALED
    parcel.sealed_at = at
    parcel.save(update_fields=["seal_number", "state", "sealed_at"])
    events.record("delivery.sealed", parcel.subject_id, actor=clerk, at=at, **about(parcel))
    if goes_nowhere(parcel):
        return hold_at_point(parcel_id=parcel.id, actor=SYSTEM, at=at)
    return parcel
