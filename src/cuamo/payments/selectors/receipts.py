"""What a receipt for cash says."""

from collections.abc import Iterable
from uuid import UUID

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


def receipt_by_token(token: str) -> ElectronicReceipt | None:
    """Return the electronic receipt a QR leads to, with its request and lines; None for no receipt."""
    found = ElectronicReceipt.objects.select_related("request").filter(token=token[:40])
    return found.prefetch_related("request__lines").first()


def electronic_receipts_about(subject_ids: Iterable[UUID]) -> list[ElectronicReceipt]:
    """Return the electronic receipts of these subjects, oldest first."""
    rows = ElectronicReceipt.objects.filter(request__subject_id__in=list(subject_ids))
    return list(rows.select_related("request").order_by("issued_at", "id"))
