"""What a carrier carries is to go somewhere else than it was told."""

from datetime import datetime

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.carrier_orders import open_order_of
from cuamo.delivery.services.call_off_order import call_off_order
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind
from cuamo.delivery.types import OrderState
from cuamo.kernel.actors import Actor
from cuamo.organisation.types import Role


def turn_carrier(parcel: Parcel, *, what: str, actor: Actor, at: datetime) -> None:
    """Call the order to the old place off, and let a coordinator tell the carrier (báo hãng nơi giao mới).

    An order that was never sent says the address it has when it leaves: that one stays. The caller holds the
    envelope's lock, and changes it in the same transaction: nobody is told that a new place holds before
    somebody answers for telling the carrier.

    Args:
        what: ADDRESS or POINT, which of both changed.
    """
    order = open_order_of(parcel.id)
    unsent = order is not None and order.state == OrderState.WAITING
    if order is None or (unsent and what == "ADDRESS"):
        return
    call_off_order(parcel_id=parcel.id, actor=actor, at=at)
    if unsent:
        return
    raise_alarm(
        kind=AlarmKind.CARRIER_ADDRESS.value,
        parcel=parcel,
        owner_unit=order.operator_code,
        owner_role=Role.COORDINATOR.value,
        at=at,
        facts={"label": parcel.label, "order": order.number, "what": what},
    )
