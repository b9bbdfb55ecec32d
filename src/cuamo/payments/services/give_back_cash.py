"""A counter gives money back in cash."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.money import format_vnd
from cuamo.kernel.numbering import take_number
from cuamo.kernel.text import fold
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role
from cuamo.payments.models import Refund
from cuamo.payments.rules.cash_code import cash_code
from cuamo.payments.selectors.books import cash_in_of
from cuamo.payments.services.end_refund import finish_refund
from cuamo.payments.services.refund_parts import lock_refund, not_in_state
from cuamo.payments.services.take_cash import require_open_shift
from cuamo.payments.states import RefundState
from cuamo.payments.types import Account, RefundWay


@transaction.atomic
def give_back_cash(
    *,
    refund_id: UUID,
    shift_id: UUID,
    clerk: Actor,
    at: datetime,
    code: str = "",
    told: bool = True,
    card_name: str = "",
    signature_id: UUID | None = None,
) -> Refund:
    """Pay an approved refund out of the till of an open shift (trả lại tiền mặt). Records `refund.paid`.

    Whoever takes the money tells the code of their text, and shows the payer's card or signs. A lead pays
    what belongs to no demand, or whose payer could not be told a code. Paying twice gives the first receipt.

    Args:
        told: the payer has a telephone the code was sent to.
        card_name: the name read from the card.
        signature_id: stored file of the signature.
    Raises:
        Invalid: the code is another one, or there is neither card nor signature.
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
    proof = _require_proof(
        refund, clerk, code=code, told=told, card_name=card_name, signature_id=signature_id
    )
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
        proof=proof,
        signature_id=str(signature_id) if signature_id is not None else "",
    )
    return refund


def _require_proof(
    refund: Refund,
    clerk: Actor,
    *,
    code: str,
    told: bool,
    card_name: str,
    signature_id: UUID | None,
) -> str:
    """Let pass who shows that the money is theirs; return by what."""
    if refund.request is None or not told:
        require_role(clerk, Role.SHIFT_LEAD)
    elif not hmac.compare_digest(code.strip().encode(), cash_code(refund.id).encode()):
        raise Invalid(
            "refund.code",
            "Mã nhận tiền chưa đúng. Mã 4 số có trong tin nhắn và trang hồ sơ của người nhận.",
            "The code is another one. Its 4 figures are in the payer's text and on their page.",
            where="ma",
        )
    payer = refund.request.payer_name if refund.request is not None else ""
    if card_name and payer and fold(card_name) == fold(payer):
        return "CARD"
    if signature_id is None:
        raise Invalid(
            "refund.proof",
            "Quét căn cước đúng tên người đã trả, hoặc để người nhận ký.",
            "Scan the card of who paid, or let the recipient sign.",
            where="can_cuoc",
        )
    return "SIGNATURE"
