"""An envelope on its way with a carrier, and news of it as a carrier says them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from cuamo.delivery.models import CarrierOrder, Parcel
from cuamo.delivery.services.accept_order import note_accepted
from cuamo.delivery.services.confirm_carrier_code import confirm_carrier_code
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.load_carriers import load_carriers
from cuamo.delivery.services.order_carriage import order_carriage
from cuamo.delivery.services.take_news import take_news
from cuamo.delivery.types import News
from cuamo.kernel.actors import SYSTEM
from tests.delivery.conftest import CLERK, NOON, sealed

CARRIER = "VTPOST"
CODES = {
    "CREATED": "100",
    "ACCEPTED": "104",
    "PICKED_UP": "105",
    "IN_TRANSIT": "300",
    "OUT_FOR_DELIVERY": "500",
    "FAILED_ATTEMPT": "506",
    "DELIVERED": "501",
    "RETURNING": "502",
    "RETURNED": "504",
    "CANCELLED": "107",
    "LOST": "503",
}
LETTER = "Công văn 01/VTP ngày 01/9/2026"


def maps(*, confirmed: bool = True, carrier: str = CARRIER) -> None:
    """Load the maps; confirm what ends an item, as an administrator does with the operator's letter."""
    load_carriers(folder=settings.REFERENCE / "carriers", at=NOON)
    if confirmed and carrier == CARRIER:
        for state in ("DELIVERED", "RETURNED", "CANCELLED", "LOST"):
            confirm(CODES[state], state)


def confirm(code: str, state: str, *, carrier: str = CARRIER) -> None:
    """Confirm one code."""
    confirm_carrier_code(
        carrier=carrier,
        code=code,
        state=state,
        confirmed_by="Bà Lê Thị Mẫu, Viettel Post",
        source=LETTER,
        actor=SYSTEM,
        at=NOON,
    )


def ordered(number: int = 1, *, scanned_out: bool = True, carrier: str = CARRIER) -> CarrierOrder:
    """Return the accepted order of a sealed envelope; the point has scanned it out unless told otherwise."""
    parcel = sealed(number)
    order = order_carriage(parcel_id=parcel.id, carrier=carrier, clerk=CLERK, at=NOON)
    order = note_accepted(order_id=order.id, carrier_number=f"VTP{number:09d}", at=NOON)
    if scanned_out:
        hand_over(label=parcel.label, clerk=CLERK, at=NOON)
    return order


def news(order: CarrierOrder, state: str, minute: int, *, code: str = "", carrier_number: str = "") -> News:
    """Return what the carrier says happened `minute` minutes after noon."""
    moment = NOON + timedelta(minutes=minute)
    number = carrier_number or order.carrier_number
    said = code or CODES[state]
    return News(
        key=f"{number}|{said}|{int(moment.timestamp())}",
        number=order.number,
        carrier_number=number,
        code=said,
        ordinal=int(moment.timestamp()),
        occurred_at=moment,
        body="{}",
    )


def tell(order: CarrierOrder, states: Iterable[str], *, at: datetime | None = None) -> list[str]:
    """Let the carrier tell these states, a minute between, in order; return the verdicts."""
    return [
        take_news(
            carrier=order.carrier,
            said=news(order, state, minute),
            source="MESSAGE",
            at=at or NOON + timedelta(minutes=minute),
        )
        for minute, state in enumerate(states, 1)
    ]


def parcel_of(order: CarrierOrder) -> Parcel:
    """Return the order's envelope as it is now."""
    return Parcel.objects.get(id=order.parcel_id)


def alarms_of(order: CarrierOrder) -> list[str]:
    """Return the kinds of the envelope's open alarms."""
    return sorted(parcel_of(order).alarms.filter(closed_at=None).values_list("kind", flat=True))
