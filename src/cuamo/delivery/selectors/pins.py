"""The code only the recipient is told."""

from dataclasses import dataclass
from uuid import UUID

from cuamo.delivery.selectors.parcels import parcel_of


@dataclass(frozen=True)
class Pin:
    """Four digits, the time of day promised, and which attempt it is for."""

    pin: str
    window: str
    attempt: int


def pin_of(subject_id: UUID) -> Pin | None:
    """Return the code of the subject's envelope; only the text to the recipient may carry it.

    None where there is none: nothing is on the way, or it has been handed over meanwhile.
    """
    parcel = parcel_of(subject_id)
    if parcel is None or not parcel.pin:
        return None
    return Pin(parcel.pin, parcel.window or "8:00-17:00", parcel.attempts + 1)
