"""Cancel what was asked for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.payments.models import PaymentRequest
from cuamo.payments.rules import legs
from cuamo.payments.rules.legs import Share
from cuamo.payments.services.ask_on import ask_on_about_ended
from cuamo.payments.services.book import book
from cuamo.payments.services.electronic_receipt import cancel_receipt
from cuamo.payments.services.parts import budget_is_off, lock_request, shares_of
from cuamo.payments.services.suspend import suspend_received
from cuamo.payments.states import RequestState
from cuamo.payments.types import EntryKind


@transaction.atomic
def void_request(*, request_id: UUID, reason: str, actor: Actor, at: datetime) -> PaymentRequest:
    """Cancel a request that is not paid (hủy yêu cầu thanh toán). Records `payment.voided`.

    Part of the money that came already, and all that comes later, waits in suspense to be refunded.
    Cancelling twice changes nothing.

    Raises:
        Invalid: no reason is given.
        IllegalTransition: it is paid; then money can only be refunded.
    """
    request = lock_request(request_id)
    if request.voided_at is not None:
        return request
    if request.settled:
        raise IllegalTransition(
            "payment.paid",
            "Khoản này đã trả đủ, chỉ có thể hoàn tiền.",
            "It is paid in full; it can only be refunded.",
        )
    if not reason.strip():
        raise Invalid("payment.reason", "Ghi lý do hủy.", "Say why it is cancelled.", where="reason")
    void_locked(request, reason=reason, actor=actor, at=at)
    return request


@transaction.atomic
def void_unfiled(*, subject_id: UUID, reason: str, actor: Actor, at: datetime) -> PaymentRequest | None:
    """Cancel the demand for something that was never filed, paid or not (hủy khoản của hồ sơ không nộp).

    Whatever came waits in suspense to be refunded, and its receipt ends: no work was done for it. Records
    `payment.voided`. None where nothing is asked for.
    """
    live = PaymentRequest.objects.select_for_update().filter(subject_id=subject_id, voided_at=None)
    request = live.first()
    if request is None:
        return None
    void_locked(request, reason=reason, actor=actor, at=at)
    cancel_receipt(request_id=request.id, reason=reason, at=at, actor=actor)
    return request


def void_locked(request: PaymentRequest, *, reason: str, actor: Actor, at: datetime) -> None:
    """Cancel a request whose row the caller has locked; what came for it waits in suspense.

    The platform is asked on about its codes: one that failed or ran out from now, an open one once it has
    run out.
    """
    shares = shares_of(request.lines.all())
    if budget_is_off(request.id):
        shares = [Share(share.setter, share.citizen_vnd) for share in shares]
    book(
        kind=EntryKind.VOIDED,
        source=f"voided:{request.id}",
        request_id=request.id,
        legs=legs.voided(shares, received_vnd=request.received_vnd),
        at=at,
    )
    suspend_received(request, at=at)
    request.state = RequestState.REFUND_DUE if request.received_vnd else RequestState.VOID
    request.voided_at = at
    request.void_reason = reason.strip()[:500]
    request.save(update_fields=["state", "voided_at", "void_reason"])
    ask_on_about_ended(request, at)
    events.record(
        "payment.voided",
        request.subject_id,
        actor=actor,
        at=at,
        request_id=str(request.id),
        refund_due_vnd=request.received_vnd,
    )
