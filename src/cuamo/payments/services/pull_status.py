"""Ask the payment platform what became of a try to pay."""

import json
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from cuamo.kernel import ports
from cuamo.kernel.errors import NotFound
from cuamo.payments.errors import GatewayUnavailable
from cuamo.payments.models import PaymentAttempt
from cuamo.payments.ports import PaymentGateway
from cuamo.payments.rules import asking
from cuamo.payments.services.ask_on import ask_on
from cuamo.payments.services.parts import lock_request
from cuamo.payments.services.receive_callback import take_transaction
from cuamo.payments.states import UNPAID, AttemptState
from cuamo.payments.types import Transaction

log = structlog.get_logger(__name__)


def pull_status(*, attempt_id: UUID, at: datetime) -> PaymentAttempt:
    """Ask what came for an attempt and take it like a message (hỏi lại cổng thanh toán).

    The platform is asked outside of any transaction. No answer changes nothing but the moment of the next
    question; «nothing came» ends the attempt only after it has run out. One that another took the place of,
    or whose demand was cancelled, is asked about `PAYMENT_LATE_QUESTIONS` times more, so that money that came
    for it all the same is found.

    Raises:
        NotFound: there is no such attempt.
    """
    attempt = PaymentAttempt.objects.filter(id=attempt_id).first()
    if attempt is None:
        raise NotFound("payment.unknown", "Không có lần thanh toán này.", "There is no such attempt.")
    if not _is_asked(attempt):
        return attempt
    gateway = ports.get(PaymentGateway)  # type: ignore[type-abstract]  # ports are protocols
    try:
        found = gateway.find(attempt.reference)
    except GatewayUnavailable as error:
        log.warning("payment_gateway_silent", attempt=str(attempt_id), reason=str(error))
        return _ask_later(attempt_id, at=at, answered=False)
    for said in found:
        take_transaction(said=said, body=_as_body(said), source="PULL", at=at)
    return _ask_later(attempt_id, at=at, answered=True)


@transaction.atomic
def _ask_later(attempt_id: UUID, *, at: datetime, answered: bool) -> PaymentAttempt:
    attempt = PaymentAttempt.objects.get(id=attempt_id)
    request = lock_request(attempt.request_id)
    attempt.refresh_from_db()
    if not _is_asked(attempt):
        return attempt
    if attempt.state != AttemptState.OPEN:
        return _ask_late(attempt, at=at, answered=answered)
    if answered and asking.ran_out(at=at, expires_at=attempt.expires_at):
        attempt.state = AttemptState.EXPIRED
        attempt.resolved_at = at
        attempt.ask_again_at = None
    else:
        attempt.asked += 1
        attempt.ask_again_at = asking.ask_again_at(at=at, asked=attempt.asked)
    attempt.save(update_fields=["state", "resolved_at", "ask_again_at", "asked"])
    if attempt.state == AttemptState.EXPIRED and request.voided_at is not None:
        ask_on(attempt, at)
    return attempt


def _is_asked(attempt: PaymentAttempt) -> bool:
    late = attempt.state in UNPAID and attempt.ask_again_at is not None
    return attempt.state == AttemptState.OPEN or late


def _ask_late(attempt: PaymentAttempt, *, at: datetime, answered: bool) -> PaymentAttempt:
    """Count a question about a try that another one took the place of, and say when the next one comes."""
    attempt.asked += 1
    if answered:
        attempt.answered_late += 1
        attempt.ask_again_at = asking.ask_late_at(
            at=at,
            answered=attempt.answered_late,
            most=settings.PAYMENT_LATE_QUESTIONS,
            expires_at=attempt.expires_at,
        )
    else:
        attempt.ask_again_at = asking.ask_silent_at(at=at, asked=attempt.asked, expires_at=attempt.expires_at)
    attempt.save(update_fields=["asked", "answered_late", "ask_again_at"])
    return attempt


def _as_body(said: Transaction) -> bytes:
    content = {
        "transaction_id": said.transaction_id,
        "reference": said.reference,
        "amount_vnd": said.amount_vnd,
        "status": "PAID" if said.succeeded else "FAILED",
        "occurred_at": said.occurred_at.isoformat(),
    }
    return json.dumps(content, ensure_ascii=False).encode()
