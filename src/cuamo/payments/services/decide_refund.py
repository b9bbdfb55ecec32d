"""Another accountant approves a refund, or does not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotPermitted
from cuamo.payments.jobs import send_refund_job
from cuamo.payments.models import Refund
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules import legs
from cuamo.payments.rules.legs import Share
from cuamo.payments.rules.refunds import require_reason
from cuamo.payments.services.book import book
from cuamo.payments.services.refund_parts import lock_refund, not_in_state, tell
from cuamo.payments.states import RefundState
from cuamo.payments.types import EntryKind, RefundWay


@transaction.atomic
def approve_refund(*, refund_id: UUID, accountant: Actor, at: datetime) -> Refund:
    """Approve a refund somebody else asked for (duyệt hoàn tiền). Records `refund.approved`.

    It is booked now; the platform is asked by a job, cash is paid at a counter. Approving twice changes
    nothing.

    Raises:
        NotPermitted: not an accountant of the centre, or the one who asked for it.
        IllegalTransition: it was not approved, nothing is left of its sum, or its fee is paid no more.
    """
    refund = _lock_for_decision(refund_id, accountant)
    if refund.state != RefundState.ASKED:
        if refund.decided_by_id == accountant.id and refund.state != RefundState.REFUSED:
            return refund
        raise not_in_state(refund)
    _take_money(refund, at)
    _decide(refund, RefundState.APPROVED, accountant, at)
    refund.save(update_fields=["state", "decided_at", "decided_by_id", "decided_by_name"])
    tell(refund, "refund.approved", actor=accountant, at=at)
    if refund.way == RefundWay.GATEWAY:
        send_refund_job.enqueue(refund_id=str(refund.id))
    return refund


@transaction.atomic
def refuse_refund(*, refund_id: UUID, reason: str, accountant: Actor, at: datetime) -> Refund:
    """Do not approve a refund (không duyệt hoàn tiền). Records `refund.refused`; the money stays where it is.

    Raises:
        NotPermitted: not an accountant of the centre, or the one who asked for it.
        IllegalTransition: it is decided already.
        Invalid: no reason.
    """
    refund = _lock_for_decision(refund_id, accountant)
    if refund.state != RefundState.ASKED:
        raise not_in_state(refund)
    refund.refusal = require_reason(reason)
    _decide(refund, RefundState.REFUSED, accountant, at)
    refund.ended_at = at
    refund.save(
        update_fields=["state", "decided_at", "decided_by_id", "decided_by_name", "refusal", "ended_at"]
    )
    tell(refund, "refund.refused", actor=accountant, at=at)
    return refund


def _lock_for_decision(refund_id: UUID, accountant: Actor) -> Refund:
    require_accountant(accountant)
    refund = lock_refund(refund_id)
    if refund.asked_by_id == accountant.id:
        raise NotPermitted(
            "refund.same_person",
            "Người đề nghị hoàn tiền không được tự duyệt. Nhờ kế toán khác xem.",
            "Whoever asked for a refund does not decide about it. Another accountant must look.",
        )
    return refund


def _decide(refund: Refund, state: RefundState, accountant: Actor, at: datetime) -> None:
    refund.state = state
    refund.decided_at = at
    refund.decided_by_id = accountant.id
    refund.decided_by_name = accountant.name


def _take_money(refund: Refund, at: datetime) -> None:
    """Take the money out of suspense, or off the fee's owner."""
    if refund.item is not None:
        refund.item.refresh_from_db(fields=["left_vnd"])
        if refund.item.left_vnd < refund.amount_vnd:
            raise IllegalTransition(
                "refund.too_much",
                "Khoản tiền chưa rõ không còn đủ để hoàn.",
                "The sum in suspense does not cover it any more.",
            )
        refund.item.left_vnd -= refund.amount_vnd
        refund.item.save(update_fields=["left_vnd"])
        booked = legs.refund_out(amount_vnd=refund.amount_vnd)
    else:
        _require_still_paid(refund)
        booked = legs.fee_given_up(Share(setter, amount_vnd) for setter, amount_vnd in refund.shares)
    book(
        kind=EntryKind.REFUND_OUT,
        source=f"refund:{refund.id}",
        request_id=refund.request_id,
        legs=booked,
        at=at,
    )


def _require_still_paid(refund: Refund) -> None:
    """A fee goes back while it is paid: the platform may have taken the payment back meanwhile."""
    if refund.request is not None and not refund.request.settled:
        raise IllegalTransition(
            "refund.unpaid",
            "Cổng đã lấy lại khoản đã trả, phí này không còn được trả. Không duyệt phiếu hoàn này.",
            "The platform took the payment back; this fee is not paid any more.",
        )
