"""What a coordinator can do about an order at a carrier."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.services.call_off_order import call_off_order
from cuamo.delivery.services.look_at_news import MAY_LOOK
from cuamo.delivery.types import OrderState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.organisation.policies import require_role, require_within
from cuamo.organisation.selectors.scope import units_under

UNSURE = (OrderState.UNKNOWN, OrderState.CANCELLING)


@transaction.atomic
def ask_now(*, order_id: UUID, actor: Actor, at: datetime) -> CarrierOrder:
    """Let the carrier be asked about an order with the next turn (hỏi lại ngay), not when its time comes.

    A question that is on its way is waited for: no order is said twice. Records `carrier.asked_by_hand`.

    Raises:
        NotFound: there is none. NotPermitted: it is of another operator.
    """
    order = _order(order_id, actor)
    unsure = CarrierOrder.objects.filter(id=order.id, state__in=UNSURE).exclude(last_fault="")
    if unsure.update(ask_again_at=at):
        events.record(
            "carrier.asked_by_hand", order.id, actor=actor, at=at, carrier=order.carrier, order=order.number
        )
    order.refresh_from_db()
    return order


@transaction.atomic
def call_off(*, order_id: UUID, actor: Actor, at: datetime) -> CarrierOrder:
    """Ask for an order to be cancelled, so that the envelope can go another way (hủy đơn).

    Raises:
        NotFound: there is none. NotPermitted: it is of another operator.
        IllegalTransition: it carries nothing any more.
    """
    order = _order(order_id, actor)
    wanted = call_off_order(parcel_id=order.parcel_id, actor=actor, at=at)
    if wanted is None or wanted.id != order.id:
        raise IllegalTransition("order.closed", "Đơn này đã xong.", "This order is over.")
    return wanted


def _order(order_id: UUID, actor: Actor) -> CarrierOrder:
    require_role(actor, *MAY_LOOK)
    order = CarrierOrder.objects.filter(id=order_id).first()
    if order is None:
        raise NotFound("order.unknown", "Không có đơn này.", "There is no such order.")
    require_within(order.operator_code, units_under(actor.unit_code))
    return order
