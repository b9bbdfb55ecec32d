"""Ask for the money the fee engine found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid
from cuamo.kernel.idempotency import digest
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import PaymentLine, PaymentRequest
from cuamo.payments.rules import legs
from cuamo.payments.services.book import book
from cuamo.payments.services.parts import shares_of
from cuamo.payments.services.void import void_locked
from cuamo.payments.types import EntryKind


@transaction.atomic
def open_request(
    *,
    subject_id: UUID,
    subject_code: str,
    lines: Sequence[Mapping[str, Any]],
    payer_name: str,
    actor: Actor,
    at: datetime,
) -> PaymentRequest:
    """Open a payment request (lập yêu cầu thanh toán). Records `payment.opened`.

    The same fee for the same subject gives the same request, paid or not. Another fee replaces a request
    nothing was paid on.

    Args:
        lines: the fee engine's lines with something to pay: key, name_vi, kind, setter, citizen_vnd,
            budget_vnd, reason_vi.
    Raises:
        Invalid: nothing is owed, or an amount is unknown; the caller settles nothing owed at once.
        Conflict: money has come for another fee of this subject.
    """
    rows = _rows_of(lines)
    fee = digest([[row.key, row.amount_vnd, row.budget_vnd] for row in rows])

    live = PaymentRequest.objects.select_for_update().filter(subject_id=subject_id, voided_at=None).first()
    if live is not None:
        if bytes(live.fee_digest) == fee:
            return live
        if live.received_vnd:
            raise Conflict(
                "payment.fee_changed",
                "Đã nhận tiền theo mức cũ; mức mới cần người phụ trách xem.",
                "Money has come for the former fee; somebody must look at the new one.",
                where="Q9",
            )
        void_locked(live, reason="Mức tiền đã thay đổi", actor=actor, at=at)

    citizen_vnd = sum(row.amount_vnd for row in rows)
    try:
        with transaction.atomic():
            request = PaymentRequest.objects.create(
                id=uuid7(at),
                subject_id=subject_id,
                subject_code=subject_code,
                fee_digest=fee,
                payer_name=payer_name,
                amount_vnd=citizen_vnd,
                opened_at=at,
            )
    except IntegrityError:
        return PaymentRequest.objects.get(subject_id=subject_id, voided_at=None)
    for row in rows:
        row.request = request
    PaymentLine.objects.bulk_create(rows)
    book(
        kind=EntryKind.OPENED,
        source=f"opened:{request.id}",
        request_id=request.id,
        legs=legs.opened(shares_of(rows)),
        at=at,
    )
    events.record(
        "payment.opened", subject_id, actor=actor, at=at, request_id=str(request.id), amount_vnd=citizen_vnd
    )
    return request


def _rows_of(lines: Sequence[Mapping[str, Any]]) -> list[PaymentLine]:
    rows = []
    for position, line in enumerate(lines):
        amount_vnd, budget_vnd = line["citizen_vnd"], line.get("budget_vnd") or 0
        if amount_vnd is None:
            raise Invalid(
                "payment.amount_unknown",
                "Chưa xác nhận được mức tiền, chưa thể thu.",
                "The amount is not confirmed; it cannot be collected.",
                where="fee",
            )
        if amount_vnd:
            rows.append(
                PaymentLine(
                    position=position,
                    key=line["key"],
                    name_vi=line["name_vi"],
                    name_en=line.get("name_en", ""),
                    kind=line["kind"],
                    setter=line.get("setter") or "",
                    amount_vnd=amount_vnd,
                    budget_vnd=budget_vnd,
                    reason_vi=line.get("reason_vi", ""),
                    refund_when=list(line.get("refund_when") or []),
                )
            )
    if not rows:
        raise Invalid(
            "payment.nothing_owed", "Không có khoản nào phải trả.", "There is nothing to pay.", where="fee"
        )
    return rows
