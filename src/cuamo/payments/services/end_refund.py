"""A refund ends: the payer has the money, or it came back to us."""

from datetime import datetime

from cuamo.kernel.actors import Actor
from cuamo.payments.models import CallbackReceipt, Refund
from cuamo.payments.rules import legs
from cuamo.payments.services.book import book
from cuamo.payments.services.refund_parts import settle_request_state, tell
from cuamo.payments.services.suspend import suspend
from cuamo.payments.states import RefundState
from cuamo.payments.types import EntryKind, SuspenseKind

_ENDED = ["state", "ended_at", "ask_again_at", "platform_number", "failure"]


def finish_refund(refund: Refund, *, out_of: str, actor: Actor, at: datetime) -> None:
    """The locked refund is paid out of an account (đã hoàn tiền). Records `refund.paid`."""
    book(
        kind=EntryKind.REFUND_PAID,
        source=f"refund-paid:{refund.id}",
        request_id=refund.request_id,
        legs=legs.refund_paid(out_of=out_of, amount_vnd=refund.amount_vnd),
        at=at,
    )
    _end(refund, RefundState.PAID, at)
    if refund.request is not None:
        settle_request_state(refund.request)
    tell(refund, "refund.paid", actor=actor, at=at)


def fail_refund(refund: Refund, *, reason: str, actor: Actor, at: datetime) -> None:
    """The locked refund could not be paid: its money waits in suspense again. Records `refund.failed`.

    A new one may be asked for, by another way.
    """
    book(
        kind=EntryKind.REFUND_BACK,
        source=f"refund-back:{refund.id}",
        request_id=refund.request_id,
        legs=legs.refund_back(amount_vnd=refund.amount_vnd),
        at=at,
    )
    if refund.item is not None:
        refund.item.refresh_from_db(fields=["left_vnd"])
        refund.item.left_vnd += refund.amount_vnd
        refund.item.save(update_fields=["left_vnd"])
    else:
        suspend(
            source=f"refund-back:{refund.id}",
            kind=SuspenseKind.REFUND_BACK,
            amount_vnd=refund.amount_vnd,
            callback=CallbackReceipt.objects.filter(transaction_id=refund.transaction_id).first(),
            request=refund.request,
            at=at,
        )
    refund.failure = reason[:500]
    _end(refund, RefundState.FAILED, at)
    if refund.request is not None:
        settle_request_state(refund.request)
    tell(refund, "refund.failed", actor=actor, at=at)


def _end(refund: Refund, state: RefundState, at: datetime) -> None:
    refund.state = state
    refund.ended_at = at
    refund.ask_again_at = None
    refund.save(update_fields=_ENDED)
