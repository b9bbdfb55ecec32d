"""The payment platform is asked to give money back, and asked what became of it."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from cuamo.kernel import ports
from cuamo.kernel.errors import NotFound
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import Refund
from cuamo.payments.ports import RefundGateway
from cuamo.payments.rules.refunds import ask_platform_again_at
from cuamo.payments.services.end_refund import fail_refund, finish_refund
from cuamo.payments.services.parts import GATEWAY
from cuamo.payments.services.refund_parts import lock_refund
from cuamo.payments.states import RefundState
from cuamo.payments.types import Account, RefundAnswer, RefundOrder, RefundWay

log = structlog.get_logger(__name__)
_WAITING = frozenset({RefundState.SENT, RefundState.UNKNOWN})


def send_refund(*, refund_id: UUID, at: datetime) -> Refund:
    """Send an approved refund to the platform, once (gửi lệnh hoàn tiền).

    That it is being sent is written down before the platform hears of it. No answer leaves the outcome
    unknown: it is asked about under the same key, never sent under another.

    Raises:
        NotFound: there is no such refund.
    """
    refund = _mark_sent(refund_id, at)
    if refund is None:
        return _found(refund_id)
    return _take(refund, _send(refund), at)


def ask_about_refund(*, refund_id: UUID, at: datetime) -> Refund:
    """Ask the platform what became of a refund; one it never heard of is sent again, with the same key.

    Raises:
        NotFound: there is no such refund.
    """
    refund = _found(refund_id)
    if refund.state not in _WAITING:
        return refund
    try:
        answer = _gateway().find_refund(key_of(refund))
    except GatewayUnavailable as error:
        log.warning("payment_refund_silent", refund=refund.number, reason=str(error))
        return _take(refund, None, at)
    return _take(refund, answer or _send(refund), at)


def key_of(refund: Refund) -> str:
    """Return the name of a refund at the platform, the same for ever."""
    return f"refund-{refund.id}"


def _send(refund: Refund) -> RefundAnswer | None:
    order = RefundOrder(
        key=key_of(refund),
        transaction_id=refund.transaction_id,
        amount_vnd=refund.amount_vnd,
        reason=refund.number,
    )
    try:
        return _gateway().refund(order)
    except GatewayUnavailable as error:
        log.warning("payment_refund_silent", refund=refund.number, reason=str(error))
        return None


@transaction.atomic
def _mark_sent(refund_id: UUID, at: datetime) -> Refund | None:
    refund = lock_refund(refund_id)
    if refund.state != RefundState.APPROVED or refund.way != RefundWay.GATEWAY:
        return None
    refund.state = RefundState.SENT
    refund.sent_at = at
    refund.ask_again_at = ask_platform_again_at(at=at, asked=0)
    refund.save(update_fields=["state", "sent_at", "ask_again_at"])
    return refund


@transaction.atomic
def _take(sent: Refund, answer: RefundAnswer | None, at: datetime) -> Refund:
    refund = lock_refund(sent.id)
    if refund.state not in _WAITING:
        return refund
    if answer is not None and answer.outcome == "PAID":
        refund.platform_number = answer.number
        finish_refund(refund, out_of=Account.GATEWAY, actor=GATEWAY, at=at)
    elif answer is not None and answer.outcome == "REFUSED":
        refund.platform_number = answer.number
        fail_refund(refund, reason=answer.reason, actor=GATEWAY, at=at)
    else:
        refund.state = RefundState.UNKNOWN if answer is None else RefundState.SENT
        refund.asked_platform += 1
        refund.ask_again_at = ask_platform_again_at(at=at, asked=refund.asked_platform)
        refund.save(update_fields=["state", "asked_platform", "ask_again_at"])
    return refund


def _found(refund_id: UUID) -> Refund:
    refund = Refund.objects.filter(id=refund_id).first()
    if refund is None:
        raise NotFound("refund.unknown", "Không có khoản hoàn này.", "There is no such refund.")
    return refund


def _gateway() -> RefundGateway:
    gateway: RefundGateway = ports.get(RefundGateway)  # type: ignore[type-abstract]  # ports are protocols
    return gateway
