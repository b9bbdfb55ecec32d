"""What a receipt for cash says."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.payments.models import CashReceipt, ElectronicReceipt


def cash_receipt_of(receipt_id: UUID) -> CashReceipt:
    """Return one receipt with its request and lines.

    Raises:
        NotFound: there is no such receipt.
    """
    receipt = CashReceipt.objects.select_related("request", "shift__counter").filter(id=receipt_id).first()
    if receipt is None:
        raise NotFound("receipt.unknown", "Không có biên lai này.", "There is no such receipt.")
    return receipt


def printed(receipt: CashReceipt) -> dict[str, Any]:
    """Return the data of the printed receipt (biên lai thu tiền)."""
    taken = receipt.taken_at.astimezone(HANOI)
    return {
        "number": receipt.shown_number,
        "unit_code": receipt.unit_code,
        "subject_code": receipt.request.subject_code,
        "payer_name": receipt.request.payer_name,
        "lines": [
            {"name_vi": line.name_vi, "amount_vnd": line.amount_vnd} for line in receipt.request.lines.all()
        ],
        "amount_vnd": receipt.amount_vnd,
        "tendered_vnd": receipt.tendered_vnd,
        "change_vnd": receipt.change_vnd,
        "clerk_name": receipt.clerk_name,
        "date": f"{taken:%d/%m/%Y}",
        "time": f"{taken:%H:%M}",
    }


def receipt_by_token(token: str) -> ElectronicReceipt | None:
    """Return the electronic receipt a QR leads to, with its request and lines; None for no receipt."""
    found = ElectronicReceipt.objects.select_related("request").filter(token=token[:40])
    return found.prefetch_related("request__lines").first()


def electronic_receipts_about(subject_ids: Iterable[UUID]) -> list[ElectronicReceipt]:
    """Return the electronic receipts of these subjects, oldest first."""
    rows = ElectronicReceipt.objects.filter(request__subject_id__in=list(subject_ids))
    return list(rows.select_related("request").order_by("issued_at", "id"))
