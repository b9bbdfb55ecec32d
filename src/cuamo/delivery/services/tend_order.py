"""Tell a carrier what is due of one order, or ask what became of it; nothing is said twice blindly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog
from django.db import transaction

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.models import Alarm, CarrierCursor, CarrierOrder
from cuamo.delivery.ports import Carrier, Carriers
from cuamo.delivery.rules.carrier_asking import LEASE, SILENT_AFTER, ask_again_at
from cuamo.delivery.selectors.carrier_orders import form_of, longest_due, orders_due
from cuamo.delivery.services.accept_order import note_accepted
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.patience import Patience
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.release_from_carrier import release_from_carrier
from cuamo.delivery.services.take_news import take_all
from cuamo.delivery.states import AlarmKind
from cuamo.delivery.types import OrderState, Seen
from cuamo.kernel import ports
from cuamo.kernel.alone import alone
from cuamo.organisation.types import Role

AT_ONCE = 200
PASS_SECONDS = 50.0
"""How long one pass begins new orders; the next takes the others, the longest due first."""
SILENT_QUESTIONS = 5
"""After so many questions about one order without an answer a coordinator is told."""
SILENT_PASSES = 5
"""After so many passes in a row without any answer of a carrier its coordinator is told."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Turn:
    """What is to be done with an order now, decided and written down before the carrier is spoken to."""

    order: CarrierOrder
    act: Callable[["_Turn", Carrier, datetime], None]
    first: bool


def tend_due_orders(*, at: datetime) -> int:
    """Tend the orders whose moment has come, a minute long at most; return how many were tended.

    One pass at a time, in whatever process: a second one beside it does nothing. Each order is begun at its
    own moment, which is `at` and what the pass has taken so far. A carrier that is silent twice in a row is
    asked no more in this pass: what is due of it stays due, and the others' orders do not wait behind it.
    Silent for five passes, however many orders wait, it is an alarm on the one that was due the longest.
    """
    started, patience = monotonic(), Patience()
    with alone("carrier-orders") as first:
        due = longest_due(orders_due(at=at), AT_ONCE) if first else []
        tended = 0
        for order_id, carrier in due:
            passed = monotonic() - started
            if passed > PASS_SECONDS:
                break
            if patience.over(carrier):
                continue
            try:
                answered = _tend(order_id, at + timedelta(seconds=passed))
            except Exception:  # it keeps no other back, and is due again after its lease
                log.exception("carrier_order_not_tended", order=str(order_id))
            else:
                if answered is not None:
                    patience.note(carrier, answered=answered)
            tended += 1
        for carrier, heard in patience.heard().items():
            _count_silence(carrier, next(key for key, of in due if of == carrier), at, heard=heard)
    return tended


def tend_order(*, order_id: UUID, at: datetime) -> CarrierOrder:
    """Do the next thing for an order: place it, look it up, call it off, or ask after long silence.

    What is about to be done is written down first, in a transaction of its own, and the carrier is spoken to
    outside of any. No answer leaves the order in a state that says so (chưa rõ): the next turn looks it up by
    our number before anything is said again. One turn at a time: the next is due only after any answer could
    have come.
    """
    _tend(order_id, at)
    return CarrierOrder.objects.get(id=order_id)


def _tend(order_id: UUID, at: datetime) -> bool | None:
    """Tend an order and say whether the carrier answered; None where it was not asked."""
    turn = _begin(order_id, at)
    if turn is None:
        return None
    carrier = ports.get(Carriers).named(turn.order.carrier)  # type: ignore[type-abstract]  # a Protocol
    try:
        turn.act(turn, carrier, at)
    except CarrierUnavailable as error:
        log.warning("carrier_silent", order=turn.order.number, reason=str(error))
        _unanswered(turn.order, str(error), at)
        return False
    return True


@transaction.atomic
def _begin(order_id: UUID, at: datetime) -> _Turn | None:
    order = _lock(order_id)
    if order.ask_again_at is None or order.ask_again_at > at:
        return None
    first = order.state in {OrderState.WAITING, OrderState.ACCEPTED}
    if order.state == OrderState.WAITING and order.cancel_wanted_at is not None:
        _end(order, OrderState.CANCELLED, at)
        release_from_carrier(order.parcel, at=at)
        return None
    if order.state in {OrderState.WAITING, OrderState.UNKNOWN}:
        order.state, act = OrderState.UNKNOWN, _place
    elif order.cancel_wanted_at is not None:
        order.state, act = OrderState.CANCELLING, _cancel
    elif order.state == OrderState.ACCEPTED:
        act = _ask
    else:
        return None
    order.asked, order.last_fault = order.asked + 1, ""
    order.ask_again_at = max(ask_again_at(at=at, asked=order.asked), at + LEASE)
    order.save(update_fields=["state", "asked", "last_fault", "ask_again_at"])
    return _Turn(order, act, first)


def _place(turn: _Turn, carrier: Carrier, at: datetime) -> None:
    order = turn.order
    if not turn.first and (seen := _find(carrier, order)) is not None:
        note_accepted(order_id=order.id, carrier_number=seen.carrier_number, at=at)
        take_all(carrier=order.carrier, news=seen.news, at=at)
        return
    try:
        number = carrier.place(form_of(order))
    except CarrierRefused as refusal:
        _refused(order.id, str(refusal), at)
        return
    note_accepted(order_id=order.id, carrier_number=number, at=at)


def _cancel(turn: _Turn, carrier: Carrier, at: datetime) -> None:
    order = turn.order
    if not turn.first and (seen := _find(carrier, order)) is not None:
        take_all(carrier=order.carrier, news=seen.news, at=at)
        if CarrierOrder.objects.get(id=order.id).state != OrderState.CANCELLING:
            return
    try:
        carrier.cancel(number=order.number, carrier_number=order.carrier_number)
    except CarrierRefused as refusal:
        _cancel_refused(order.id, str(refusal), at)
        return
    _cancelled(order.id, at)


def _ask(turn: _Turn, carrier: Carrier, at: datetime) -> None:
    order = turn.order
    seen = _find(carrier, order)
    take_all(carrier=order.carrier, news=seen.news if seen else (), at=at)
    _answered(order.id, at)


def _find(carrier: Carrier, order: CarrierOrder) -> Seen | None:
    """Look an order up by our number; a refusal to say is no answer."""
    try:
        return carrier.find(order.number)
    except CarrierRefused as refusal:
        raise CarrierUnavailable(str(refusal)) from refusal


@transaction.atomic
def _unanswered(order: CarrierOrder, fault: str, at: datetime) -> None:
    order = _lock(order.id)
    order.last_fault = fault[:200]
    order.save(update_fields=["last_fault"])
    if order.asked >= SILENT_QUESTIONS:
        _alarm(order, AlarmKind.CARRIER_SILENT, at, asked=order.asked)


@transaction.atomic
def _count_silence(carrier: str, longest_due_id: UUID, at: datetime, *, heard: bool) -> None:
    """Count a pass in which the carrier said nothing at all; any answer begins anew."""
    mark, _ = CarrierCursor.objects.get_or_create(carrier=carrier)
    mark.silent_passes = 0 if heard else mark.silent_passes + 1
    mark.save(update_fields=["silent_passes"])
    if heard or mark.silent_passes % SILENT_PASSES:
        return
    told = Alarm.objects.filter(kind=AlarmKind.CARRIER_SILENT, parcel__carrier_orders__carrier=carrier)
    if not told.filter(closed_at=None).exists():
        _alarm(_lock(longest_due_id), AlarmKind.CARRIER_SILENT, at, passes=mark.silent_passes)


@transaction.atomic
def _answered(order_id: UUID, at: datetime) -> None:
    order = _lock(order_id)
    order.asked, order.last_fault = 0, ""
    if order.state == OrderState.ACCEPTED and order.cancel_wanted_at is None:
        order.ask_again_at = at + SILENT_AFTER
    order.save(update_fields=["asked", "last_fault", "ask_again_at"])


@transaction.atomic
def _refused(order_id: UUID, words: str, at: datetime) -> None:
    order = _lock(order_id)
    if order.state != OrderState.UNKNOWN:
        return
    order.last_fault = words[:200]
    _end(order, OrderState.REFUSED, at)
    release_from_carrier(order.parcel, at=at)
    _alarm(order, AlarmKind.CARRIER_REFUSED, at, what="ORDER")


@transaction.atomic
def _cancelled(order_id: UUID, at: datetime) -> None:
    order = _lock(order_id)
    if order.state != OrderState.CANCELLING:
        return
    _end(order, OrderState.CANCELLED, at)
    release_from_carrier(order.parcel, at=at)


@transaction.atomic
def _cancel_refused(order_id: UUID, words: str, at: datetime) -> None:
    """Let an order go on that cannot be called off any more; the coordinator is told."""
    order = _lock(order_id)
    if order.state != OrderState.CANCELLING:
        return
    order.state, order.cancel_wanted_at, order.last_fault = OrderState.ACCEPTED, None, words[:200]
    order.asked, order.ask_again_at = 0, at + SILENT_AFTER
    order.save(update_fields=["state", "cancel_wanted_at", "last_fault", "asked", "ask_again_at"])
    _alarm(order, AlarmKind.CARRIER_REFUSED, at, what="CANCEL")


def _lock(order_id: UUID) -> CarrierOrder:
    """Return the order with its envelope, both locked, the envelope first."""
    parcel = lock_parcel(parcel_id=CarrierOrder.objects.values_list("parcel_id", flat=True).get(id=order_id))
    order = CarrierOrder.objects.select_for_update().get(id=order_id)
    order.parcel = parcel
    return order


def _end(order: CarrierOrder, state: OrderState, at: datetime) -> None:
    order.state, order.closed_at, order.ask_again_at = state, at, None
    order.save(update_fields=["state", "closed_at", "ask_again_at", "last_fault"])


def _alarm(order: CarrierOrder, kind: AlarmKind, at: datetime, **facts: object) -> None:
    raise_alarm(
        kind=kind.value,
        parcel=order.parcel,
        owner_unit=order.operator_code,
        owner_role=Role.COORDINATOR.value,
        at=at,
        facts={"label": order.parcel.label, "order": order.number, **facts},
    )
