"""What was asked and paid for some subjects, for who paid."""

from collections.abc import Iterable
from uuid import UUID

from cuamo.payments.models import CashReceipt, PaymentRequest


def requests_about(subject_ids: Iterable[UUID]) -> list[PaymentRequest]:
    """Return the demands for money of these subjects with lines and receipts, oldest first."""
    asked = PaymentRequest.objects.filter(subject_id__in=list(subject_ids))
    return list(
        asked.prefetch_related("lines", "cash_receipts", "electronic_receipts").order_by("opened_at", "id")
    )


def receipt_about(receipt_id: UUID, subject_ids: Iterable[UUID]) -> CashReceipt | None:
    """Return a receipt for cash when it belongs to one of these subjects."""
    found = CashReceipt.objects.select_related("request", "shift__counter").filter(id=receipt_id)
    return found.filter(request__subject_id__in=list(subject_ids)).first()
