"""An envelope whose order at a carrier came to nothing is free to go another way."""

from datetime import datetime

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.parts import open_half
from cuamo.delivery.states import ParcelState


def release_from_carrier(parcel: Parcel, *, at: datetime) -> None:
    """Take the envelope off the carrier's manifest; one that somebody has scanned already stays there.

    The caller holds its lock.
    """
    parcel.carrier, parcel.carrier_number = "", ""
    if parcel.state == ParcelState.ON_MANIFEST and open_half(parcel) is None:
        parcel.state = ParcelState.RETURNED if parcel.hand_overs.exists() else ParcelState.SEALED
        parcel.run = None
    parcel.save(update_fields=["carrier", "carrier_number", "state", "run"])
