"""Whether what a code is said to mean may move an envelope."""

from cuamo.delivery.rules.carrier_story import LAST
from cuamo.delivery.types import CarrierState

TRUSTED = frozenset({"S", "H"})


def may_move(*, canonical: CarrierState, contested: bool, confidence: str, confirmed_by: str) -> bool:
    """Say whether a code may move an envelope by itself.

    A contested meaning moves nothing until somebody has confirmed it. A meaning that ends an item (delivered,
    returned, cancelled, lost) needs a source or a confirmation; one of the road is believed, for nothing is
    lost by it.
    """
    if confirmed_by:
        return True
    if contested:
        return False
    return canonical not in LAST or confidence in TRUSTED
