"""Issue an electronic receipt for money that came, and cancel it when the money went back."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.payments.models import ElectronicReceipt, PaymentRequest
from cuamo.payments.services.parts import lock_request


@transaction.atomic
def issue_receipt(*, request_id: UUID, unit_code: str, at: datetime) -> ElectronicReceipt:
    """Issue the receipt of a demand that was paid in full (lập biên lai điện tử). Records `receipt.issued`.

    Numbers of a unit and a year have no gap. Issuing again gives the receipt that stands; a demand paid again
    after the platform took its payment back has a new one.

    Raises:
        NotFound: there is no such request.
        IllegalTransition: it is not paid in full.
    """
    request = lock_request(request_id)
    issued = ElectronicReceipt.objects.filter(request=request).order_by("-issued_at", "-id").first()
    if issued is not None and not _paid_again(request, issued):
        return issued
    if request.settled_at is None:
        raise IllegalTransition(
            "receipt.unpaid",
            "Chưa trả đủ tiền, chưa lập biên lai.",
            "It is not paid in full; there is no receipt yet.",
        )
    year = at.astimezone(HANOI).year
    receipt = ElectronicReceipt.objects.create(
        id=uuid7(at),
        request=request,
        unit_code=unit_code,
        year=year,
        number=take_number(f"electronic-receipt:{unit_code}:{year}"),
        token=secrets.token_urlsafe(18),
        amount_vnd=request.amount_vnd,
        method=request.method,
        paid_at=request.settled_at,
        issued_at=at,
    )
    events.record(
        "receipt.issued",
        receipt.id,
        actor=SYSTEM,
        at=at,
        request_id=str(request.id),
        number=receipt.shown_number,
        amount_vnd=receipt.amount_vnd,
    )
    return receipt


@transaction.atomic
def cancel_receipt(
    *, request_id: UUID, reason: str, at: datetime, actor: Actor = SYSTEM
) -> ElectronicReceipt | None:
    """Mark the receipt of a demand whose money went back (hủy biên lai). Records `receipt.cancelled`.

    The row stays, with its number. Nothing issued, nothing changes; cancelling twice neither.

    Raises:
        Invalid: no reason.
    """
    lock_request(request_id)
    found = ElectronicReceipt.objects.filter(request_id=request_id)
    receipt = found.order_by("-issued_at", "-id").first()
    if receipt is None or receipt.cancelled_at is not None:
        return receipt
    if not reason.strip():
        raise Invalid("receipt.reason", "Ghi lý do hủy biên lai.", "Say why it is cancelled.", where="reason")
    receipt.cancelled_at, receipt.cancel_reason = at, reason.strip()[:500]
    receipt.save(update_fields=["cancelled_at", "cancel_reason"])
    events.record("receipt.cancelled", receipt.id, actor=actor, at=at, number=receipt.shown_number)
    return receipt


@transaction.atomic
def note_filed(*, receipt_id: UUID, signed: bool, at: datetime) -> None:
    """Record `receipt.filed`: its PDF was made, and whether its agency signed it."""
    ElectronicReceipt.objects.filter(id=receipt_id).update(signed=signed)
    events.record("receipt.filed", receipt_id, actor=SYSTEM, at=at, signed=signed)


@transaction.atomic
def note_copy(*, receipt_id: UUID, actor: Actor, at: datetime) -> int:
    """Record `receipt.printed` and return how often it was printed on paper before (in lại biên lai)."""
    receipt = ElectronicReceipt.objects.select_for_update(of=("self",)).filter(id=receipt_id).first()
    if receipt is None:
        raise NotFound("receipt.unknown", "Không có biên lai này.", "There is no such receipt.")
    before = receipt.copies
    receipt.copies = before + 1
    receipt.save(update_fields=["copies"])
    events.record("receipt.printed", receipt.id, actor=actor, at=at, again=before)
    return before


def _paid_again(request: PaymentRequest, last: ElectronicReceipt) -> bool:
    """True when the demand was paid once more after its last receipt was cancelled."""
    if last.cancelled_at is None or request.settled_at is None:
        return False
    return request.settled_at != last.paid_at
