"""Ask a carrier to bring an envelope again at the time its recipient chose."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.errors import CarrierRefused
from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.ports import Carriers
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind
from cuamo.delivery.types import CarrierState, OrderState
from cuamo.kernel import ports
from cuamo.organisation.types import Role


def bring_again(*, order_id: UUID, window: str, at: datetime) -> bool:
    """Tell the carrier when the recipient is at home (phát lại); say whether it was told.

    A carrier that has no such call, or says no, is an alarm: its coordinator tells it in another way. Asking
    twice does no harm.

    Raises:
        CarrierUnavailable: no answer; the job tries again.
    """
    order = CarrierOrder.objects.get(id=order_id)
    if order.state != OrderState.ACCEPTED or order.reached != CarrierState.FAILED_ATTEMPT:
        return False
    carrier = ports.get(Carriers).named(order.carrier)  # type: ignore[type-abstract]  # a Protocol
    try:
        carrier.deliver_again(
            number=order.number, carrier_number=order.carrier_number, note=f"Người nhận hẹn {window}"
        )
    except CarrierRefused:
        _tell(order, window, at)
        return False
    return True


@transaction.atomic
def _tell(order: CarrierOrder, window: str, at: datetime) -> None:
    parcel = lock_parcel(parcel_id=order.parcel_id)
    raise_alarm(
        kind=AlarmKind.CARRIER_REFUSED.value,
        parcel=parcel,
        owner_unit=order.operator_code,
        owner_role=Role.COORDINATOR.value,
        at=at,
        facts={"label": parcel.label, "order": order.number, "what": "AGAIN", "window": window},
    )
