"""Call an envelope back that must not reach its recipient any more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import originals_of, parcel_of
from cuamo.delivery.services.parts import about, lock_parcel, open_half
from cuamo.delivery.states import BagState, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor


@transaction.atomic
def recall_parcel(
    *, subject_id: UUID, actor: Actor, at: datetime, direction: str = Direction.RESULT
) -> Parcel | None:
    """Call the subject's envelope back (gọi về); None where there is none or it was handed over.

    One on a manifest that nobody has scanned out comes off it; one with a courier is brought back to a point
    and scanned there as always; one in an open bag comes out of it, one in a closed bag when that is opened.
    That the actor may decide it is checked by who calls. Records
    `delivery.recalled`, once.
    """
    found = parcel_of(subject_id) if direction == Direction.RESULT else originals_of(subject_id)
    parcel = lock_parcel(parcel_id=found.id) if found else None
    if parcel is None or parcel.state == ParcelState.DELIVERED:
        return None
    if parcel.recalled_at is not None:
        return parcel
    parcel.recalled_at = at
    if parcel.bag is not None and parcel.bag.state == BagState.OPEN:
        parcel.bag = None
    if parcel.state == ParcelState.ON_MANIFEST and parcel.bag_id is None and open_half(parcel) is None:
        travelled = parcel.hand_overs.exists()
        waits = ParcelState.CREATED if parcel.holder_kind == "SENDER" else ParcelState.SEALED
        parcel.state = ParcelState.RETURNED if travelled else waits
        parcel.run = None
    parcel.save(update_fields=["recalled_at", "state", "run", "bag"])
    events.record("delivery.recalled", subject_id, actor=actor, at=at, **about(parcel))
    return parcel
