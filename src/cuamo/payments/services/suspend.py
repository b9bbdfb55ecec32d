"""Keep in sight what lies in suspense."""

from datetime import datetime

from cuamo.kernel.ids import uuid7
from cuamo.payments.models import CallbackReceipt, PaymentRequest, SuspenseItem
from cuamo.payments.selectors.came import came_for
from cuamo.payments.types import SuspenseKind


def suspend(
    *,
    source: str,
    kind: SuspenseKind,
    amount_vnd: int,
    callback: CallbackReceipt | None,
    request: PaymentRequest | None,
    at: datetime,
) -> SuspenseItem:
    """Write down one sum the entry `source` put into suspense (tiền chưa rõ); the caller books it."""
    return SuspenseItem.objects.create(
        id=uuid7(at),
        source=source,
        kind=kind,
        callback=callback,
        request=request,
        amount_vnd=amount_vnd,
        left_vnd=amount_vnd,
        since=at,
    )


def suspend_received(request: PaymentRequest, *, at: datetime) -> None:
    """Write down what had come for a request that is being cancelled, each sum by the way it came."""
    for number, came in enumerate(came_for(request.id)):
        suspend(
            source=f"voided:{request.id}:{number}",
            kind=SuspenseKind.VOIDED_PART,
            amount_vnd=came.amount_vnd,
            callback=came.callback,
            request=request,
            at=at,
        )
