"""One accountant asks that money goes back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.payments.models import PaymentLine, Refund
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules.refunds import ENDINGS, goes_back, require_reason, spread
from cuamo.payments.selectors.came import Came, came_for
from cuamo.payments.services.parts import lock_request
from cuamo.payments.services.refund_parts import Wanted, create_refund, lock_item
from cuamo.payments.types import CAUSE_OF, RefundCause, RefundWay, SuspenseKind


@transaction.atomic
def ask_refund(*, item_id: UUID, way: str, reason: str, accountant: Actor, at: datetime) -> Refund:
    """Ask that what is left of a sum in suspense goes back (đề nghị hoàn tiền). Records `refund.asked`.

    Nothing moves before another accountant approves. Money nobody knows goes back only after somebody has
    looked whose it is.

    Raises:
        NotPermitted: not an accountant of the centre.
        IllegalTransition: nothing is left of it, or nobody has looked yet whose it is.
        Conflict: it is being refunded already.
        Invalid: no reason, or a way back this money cannot take.
    """
    require_accountant(accountant)
    item = lock_item(item_id)
    if not item.left_vnd:
        raise IllegalTransition("suspense.empty", "Khoản này đã xử lý xong.", "Nothing is left of this sum.")
    if item.kind == SuspenseKind.UNKNOWN_REFERENCE and item.matched_at is None:
        raise IllegalTransition(
            "suspense.unmatched",
            "Chưa ai xem đây là tiền của khoản nào. Ghép, hoặc ghi rõ là không của khoản nào, rồi mới hoàn.",
            "Nobody has looked whose money this is. Match it, or say that it is nobody's, then refund it.",
        )
    transaction_id = item.callback.transaction_id if item.callback is not None else ""
    wanted = Wanted(
        cause=CAUSE_OF.get(SuspenseKind(item.kind)) or _former_cause(item.id),
        paid_by=item.source,
        transaction_id=transaction_id,
        amount_vnd=item.left_vnd,
        way=_way(way, transaction_id),
        reason=require_reason(reason),
        shares=[],
    )
    return create_refund(wanted, item=item, request=item.request, accountant=accountant, at=at)


@transaction.atomic
def ask_fee_back(
    *,
    request_id: UUID,
    line_ids: Collection[UUID],
    ending: str,
    reason: str,
    accountant: Actor,
    at: datetime,
) -> list[Refund]:
    """Ask that paid fees go back after a case ended without its result (đề nghị hoàn phí).

    What came by several ways goes back by the same ways: one refund for each. Records `refund.asked`.

    Args:
        line_ids: the fees of the request that are to go back.
        ending: how the case ended, a key of `ENDINGS`; the caller knows the case.
    Raises:
        NotPermitted: not an accountant of the centre.
        IllegalTransition: it is not paid in full, or a fee does not go back after this ending.
        Conflict: it went back, or is on its way, already.
        Invalid: no fee chosen, or no reason.
    """
    require_accountant(accountant)
    request = lock_request(request_id)
    said = require_reason(reason)
    if not request.settled:
        raise IllegalTransition(
            "refund.unpaid", "Khoản này chưa trả đủ, không có gì để hoàn.", "It is not paid in full."
        )
    lines = [line for line in request.lines.all() if line.id in set(line_ids)]
    if not lines:
        raise Invalid(
            "refund.lines", "Chọn khoản phí được hoàn.", "Choose the fees that go back.", where="lines"
        )
    for line in lines:
        _require_goes_back(line, ending)
    total_vnd = sum(line.amount_vnd for line in lines)
    came = came_for(request.id)
    parts = spread(total_vnd, [one.amount_vnd for one in came])
    shares = [(line.setter, line.amount_vnd) for line in lines]
    return [
        create_refund(
            _fee_wanted(one, part_vnd, _take(shares, part_vnd), said),
            item=None,
            request=request,
            accountant=accountant,
            at=at,
        )
        for one, part_vnd in zip(came, parts, strict=True)
        if part_vnd
    ]


def _fee_wanted(came: Came, amount_vnd: int, shares: list[tuple[str, int]], reason: str) -> Wanted:
    transaction_id = came.callback.transaction_id if came.callback is not None else ""
    return Wanted(
        cause=RefundCause.FEE_BACK,
        paid_by=came.source,
        transaction_id=transaction_id,
        amount_vnd=amount_vnd,
        way=RefundWay.GATEWAY if transaction_id else RefundWay.CASH,
        reason=reason,
        shares=shares,
    )


def _take(shares: list[tuple[str, int]], amount_vnd: int) -> list[tuple[str, int]]:
    """Take `amount_vnd` off the front of `shares`, which shrinks, and return what was taken."""
    taken: list[tuple[str, int]] = []
    while amount_vnd:
        setter, held_vnd = shares[0]
        part = min(held_vnd, amount_vnd)
        taken.append((setter, part))
        amount_vnd -= part
        if part == held_vnd:
            shares.pop(0)
        else:
            shares[0] = (setter, held_vnd - part)
    return taken


def _require_goes_back(line: PaymentLine, ending: str) -> None:
    if not goes_back(line.refund_when, ending=ending):
        after = ENDINGS.get(ending, "còn đang giải quyết")
        raise IllegalTransition(
            "refund.not_allowed",
            f"«{line.name_vi}» không được hoàn khi hồ sơ {after}: quy định của thủ tục không cho hoàn.",
            f"{line.name_en or line.name_vi} does not go back after this ending.",
        )


def _way(text: str, transaction_id: str) -> RefundWay:
    if text not in RefundWay.values or (text == RefundWay.GATEWAY and not transaction_id):
        raise Invalid(
            "refund.way",
            "Tiền này không về qua cổng thanh toán. Chọn trả tiền mặt tại quầy."
            if text == RefundWay.GATEWAY
            else "Chọn cách trả lại tiền.",
            "Choose how the money goes back; what came in cash goes back in cash.",
            where="way",
        )
    return RefundWay(text)


def _former_cause(item_id: UUID) -> RefundCause:
    """Return why the refund that came back into this sum was asked for."""
    before = Refund.objects.filter(item_id=item_id).order_by("-asked_at", "-id").first()
    return RefundCause(before.cause) if before is not None else RefundCause.FEE_BACK
