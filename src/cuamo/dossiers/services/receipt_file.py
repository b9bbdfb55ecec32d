"""Issue the electronic receipt of what was paid, keep its signed PDF, cancel it when the fee goes back."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from cuamo.documents.errors import SigningRefused
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.sign_result import sign_pdf
from cuamo.documents.services.store import store_made
from cuamo.documents.types import Purpose
from cuamo.dossiers.models import Dossier, Obligation, ReceiptFile
from cuamo.dossiers.selectors.electronic_receipt import receipt_sheet
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import NotFound
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from cuamo.payments.models import CashReceipt, ElectronicReceipt, PaymentRequest, Refund
from cuamo.payments.selectors.refunds import fees_given_back
from cuamo.payments.services.electronic_receipt import cancel_receipt, issue_receipt, note_filed
from cuamo.payments.services.parts import lock_request
from cuamo.payments.types import RefundCause

log = structlog.get_logger(__name__)


@transaction.atomic
def issue_receipt_of(*, request_id: UUID, at: datetime) -> ElectronicReceipt | None:
    """Issue the receipt of a demand about a dossier; None when it is about none.

    Cash is receipted by the point that took it, money online by the unit the dossier was filed with; what is
    paid before it is filed, by the centre.
    """
    request = PaymentRequest.objects.filter(id=request_id).first()
    if request is None:
        return None
    dossier = _dossier_of(request.subject_id)
    if dossier is None:
        return None
    cash = CashReceipt.objects.filter(request=request).order_by("-taken_at", "-id").first()
    unit = cash.unit_code if cash is not None else (dossier.received_by or _centre())
    return issue_receipt(request_id=request.id, unit_code=unit, at=at)


@transaction.atomic
def cancel_receipt_of(*, refund_id: UUID, at: datetime) -> ElectronicReceipt | None:
    """Cancel the receipt whose fees refunds gave back; a refund of a surplus cancels nothing.

    While a part of what was paid is kept, the receipt stands and its page says what went back.
    """
    refund = Refund.objects.select_related("request").filter(id=refund_id).first()
    if refund is None or refund.cause != RefundCause.FEE_BACK or refund.request is None:
        return None
    if fees_given_back(refund.request.id) < refund.request.amount_vnd:
        return None
    reason = f"Đã hoàn tiền, phiếu hoàn {refund.number}"
    return cancel_receipt(request_id=refund.request.id, reason=reason, at=at)


@transaction.atomic
def cancel_reversed(*, request_id: UUID, at: datetime) -> ElectronicReceipt | None:
    """Cancel the receipt of a payment the platform took back; paid again meanwhile, nothing changes."""
    request = PaymentRequest.objects.filter(id=request_id).first()
    if request is None or request.settled:
        return None
    reason = "Cổng thanh toán đã lấy lại khoản đã trả"
    return cancel_receipt(request_id=request.id, reason=reason, at=at)


def receipt_pdf(*, receipt_id: UUID, at: datetime) -> bytes:
    """Return the kept PDF of a receipt; the first time it is printed, signed by its agency and kept.

    Where the signing service has no key of the agency the receipt is kept without a signature; its page
    behind the QR says that it is valid. Twice at once gives the same file.

    Raises:
        NotFound: there is no such receipt.
        SigningUnavailable: the signing service did not answer; ask again.
    """
    receipt = ElectronicReceipt.objects.select_related("request").filter(id=receipt_id).first()
    if receipt is None:
        raise NotFound("receipt.unknown", "Không có biên lai này.", "There is no such receipt.")
    kept = _kept(receipt)
    if kept is not None:
        return kept
    pdf = print_sheet("electronic_receipt", receipt_sheet(receipt) | {"cancelled": ""})
    unit = Unit.objects.filter(code=receipt.unit_code).first()
    name = unit.name_vi if unit is not None else receipt.unit_code
    signed = True
    try:
        pdf = sign_pdf(
            pdf=pdf,
            signer_code=receipt.unit_code,
            signer_name=name,
            agency_name=name,
            at=receipt.issued_at,
            reason=f"Biên lai {receipt.shown_number}",
        )
    except SigningRefused as refused:
        log.info("receipt_not_signed", receipt=receipt.shown_number, reason=refused.code)
        signed = False
    return _keep(receipt, pdf, signed=signed, at=at)


@transaction.atomic
def _keep(receipt: ElectronicReceipt, pdf: bytes, *, signed: bool, at: datetime) -> bytes:
    """Keep the PDF of a receipt and return the one that counts: the first."""
    lock_request(receipt.request_id)
    kept = _kept(receipt)
    if kept is not None:
        return kept
    file = store_made(
        data=pdf,
        filename=f"{receipt.shown_number}.pdf",
        pages=1,
        purpose=Purpose.PRINT,
        actor=SYSTEM,
        at=at,
    )
    dossier = _dossier_of(receipt.request.subject_id)
    if dossier is None:
        raise NotFound("dossier.unknown", "Không có hồ sơ này.", "There is no such dossier.")
    ReceiptFile.objects.create(id=uuid7(at), dossier=dossier, receipt_id=receipt.id, file=file, kept_at=at)
    note_filed(receipt_id=receipt.id, signed=signed, at=at)
    return pdf


def _dossier_of(subject_id: UUID) -> Dossier | None:
    dossier = Dossier.objects.filter(id=subject_id).first()
    if dossier is None:
        owed = Obligation.objects.select_related("dossier").filter(id=subject_id).first()
        return owed.dossier if owed is not None else None
    return dossier


def _centre() -> str:
    return Unit.objects.filter(kind=UnitKind.CENTRE).order_by("code").values_list("code", flat=True)[0]


def _kept(receipt: ElectronicReceipt) -> bytes | None:
    row = ReceiptFile.objects.select_related("file").filter(receipt_id=receipt.id).first()
    return content_of(row.file) if row is not None else None
