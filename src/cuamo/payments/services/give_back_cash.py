"""A counter gives money back in cash."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.money import format_vnd
from cuamo.kernel.numbering import take_number
from cuamo.payments.models import Refund
from cuamo.payments.selectors.books import cash_in_of
from cuamo.payments.services.end_refund import finish_refund
from cuamo.payments.services.refund_parts import lock_refund, not_in_state
from cuamo.payments.services.take_cash import require_open_shift
from cuamo.payments.states import RefundState
from cuamo.payments.types import Account, RefundWay


@transaction.atomic
def give_back_cash(*, refund_id: UUID, shift_id: UUID, clerk: Actor, at: datetime) -> Refund:
    """Pay an approved refund out of the till of an open shift (trả lại tiền mặt). Records `refund.paid`.

    The clerk checks the identity of whoever takes the money. Paying twice gives the first receipt.

    Raises:
        NotPermitted: the shift is not the clerk's own.
        Conflict: the shift is closed.
        IllegalTransition: it is not approved, goes back another way, or the drawer holds too little.
    """
    refund = lock_refund(refund_id)
    if refund.state == RefundState.PAID and refund.paid_by_clerk_id == clerk.id:
        return refund
    if refund.state != RefundState.APPROVED or refund.way != RefundWay.CASH:
        raise not_in_state(refund)
    shift = require_open_shift(shift_id, clerk)
    in_drawer_vnd = shift.float_vnd + cash_in_of(shift.id)
    if in_drawer_vnd < refund.amount_vnd:
        raise IllegalTransition(
            "refund.drawer",
            f"Ngăn kéo chỉ còn {format_vnd(in_drawer_vnd)}, chưa đủ trả {format_vnd(refund.amount_vnd)}.",
            f"The drawer holds {format_vnd(in_drawer_vnd)}, not {format_vnd(refund.amount_vnd)}.",
            hint_vi="Nhờ trưởng ca bù tiền, hoặc mời ra quầy khác.",
            hint_en="Ask the shift lead for money, or send the person to another counter.",
        )
    day = at.astimezone(HANOI).date()
    number = take_number(f"cash-refund:{shift.unit_code}:{day.isoformat()}")
    refund.shift = shift
    refund.paid_by_clerk_id = clerk.id
    refund.paid_by_clerk_name = clerk.name
    refund.receipt_number = f"PC-{shift.unit_code}-{day:%y%m%d}-{number:04d}"
    refund.save(update_fields=["shift", "paid_by_clerk_id", "paid_by_clerk_name", "receipt_number"])
    finish_refund(refund, out_of=Account.till(shift.id), actor=clerk, at=at)
    events.record(
        "cash.given_back",
        shift.id,
        actor=clerk,
        at=at,
        refund_id=str(refund.id),
        amount_vnd=refund.amount_vnd,
        receipt_number=refund.receipt_number,
    )
    return refund
