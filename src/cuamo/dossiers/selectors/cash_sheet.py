"""What the printed receipt for cash says (Phiếu thu tiền mặt)."""

from typing import Any

from django.conf import settings

from cuamo.documents.rules.amount_words import amount_in_words
from cuamo.dossiers.selectors.sheets import SERVICE_NAME, said, unit_name
from cuamo.payments.models import CashReceipt


def cash_sheet(receipt: CashReceipt, *, reprint: int = 0) -> dict[str, Any]:
    """Return the A5 sheet of a receipt: of the fee of a submission, or of money found while deciding."""
    asked = receipt.request
    paid_before_vnd = asked.amount_vnd - receipt.amount_vnd
    lines = [{"name": line.name_vi, "amount_vnd": line.amount_vnd} for line in asked.lines.all()]
    if paid_before_vnd:
        lines.append({"name": "Đã trả trước bằng VietQR", "amount_vnd": -paid_before_vnd})
    return {
        "service_name": SERVICE_NAME,
        "point_name": unit_name(receipt.unit_code),
        "counter": str(receipt.shift.counter.number),
        "number": receipt.shown_number,
        "printed_at": said(receipt.taken_at),
        "code": asked.subject_code,
        "payer_name": asked.payer_name,
        "lines": lines,
        "total_vnd": receipt.amount_vnd,
        "total_words": amount_in_words(receipt.amount_vnd),
        "tendered_vnd": receipt.tendered_vnd,
        "change_vnd": receipt.change_vnd,
        "clerk_name": receipt.clerk_name,
        "hotline": settings.HOTLINE,
        "reprint": reprint,
    }
