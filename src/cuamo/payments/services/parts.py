"""What several services of payments share."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotFound
from cuamo.payments.models import JournalEntry, PaymentLine, PaymentRequest
from cuamo.payments.rules.legs import Share
from cuamo.payments.types import Method

GATEWAY = Actor(kind=ActorKind.EXTERNAL, id="payment-gateway", name="Cổng thanh toán")


def lock_request(request_id: UUID) -> PaymentRequest:
    """Return the request with its row locked until the transaction ends.

    Raises:
        NotFound: there is no such request.
    """
    request = PaymentRequest.objects.select_for_update().filter(id=request_id).first()
    if request is None:
        raise NotFound(
            "payment.unknown", "Không có khoản thanh toán này.", "There is no such payment request."
        )
    return request


def settle(request: PaymentRequest, *, method: Method, actor: Actor, at: datetime) -> None:
    """Mark the locked request as paid in full and say so; called once in the life of a request."""
    request.settled_at = at
    request.method = method
    events.record(
        "payment.settled",
        request.subject_id,
        actor=actor,
        at=at,
        request_id=str(request.id),
        amount_vnd=request.amount_vnd,
        method=method.value,
    )


def shares_of(lines: Iterable[PaymentLine]) -> list[Share]:
    """Return what citizen and budget pay of every line, by who set it."""
    return [Share(line.setter, line.amount_vnd, line.budget_vnd) for line in lines]


def lines_off(request_id: UUID) -> str:
    """Return the name of the entry by which the budget stops bearing its part of a demand."""
    return f"unsupported-lines:{request_id}"


def budget_is_off(request_id: UUID) -> bool:
    """True once the budget bears nothing of a demand any more."""
    return JournalEntry.objects.filter(source=lines_off(request_id)).exists()
