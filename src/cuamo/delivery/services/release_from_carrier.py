"""An envelope whose order at a carrier came to nothing is free to go another way."""

from datetime import datetime

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.parts import open_half
from cuamo.delivery.services.take_off_manifest import take_off
from cuamo.delivery.states import ParcelState
from cuamo.kernel.actors import SYSTEM


def release_from_carrier(parcel: Parcel, *, at: datetime) -> None:
    """Take the envelope off the carrier's manifest; one that the carrier has signed for stays there.

    What the place alone has scanned out never left: that side is broken off. One that another courier's run
    has by now stays on that. The caller holds its lock.
    """
    carrier, half = f"carrier:{parcel.carrier}", open_half(parcel)
    theirs = parcel.run is not None and parcel.run.courier_id == carrier
    parcel.carrier, parcel.carrier_number = "", ""
    parcel.save(update_fields=["carrier", "carrier_number"])
    if theirs and parcel.state == ParcelState.ON_MANIFEST and (half is None or half.taken_at is None):
        take_off(parcel, actor=SYSTEM, at=at)
