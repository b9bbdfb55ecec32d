"""Sign the digitised copy of a paper (ký số bản số hoá)."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO

import pikepdf
from django.db import transaction

from cuamo.documents.errors import SigningUnavailable
from cuamo.documents.models import SignedContent
from cuamo.documents.rules.presentable import HANOI
from cuamo.documents.rules.true_size import MM_PER_INCH
from cuamo.documents.selectors.parts import blobs, signer
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.verify import verify_pdf
from cuamo.documents.types import SigningRequest

_POINTS_PER_MM = 72 / MM_PER_INCH
WIDEST_MM, NARROWEST_MM = 76.0, 44.0
"""The stamp of a page of A4, and of a card."""
MARGIN_MM = 5.0
REASON = "Ký số bản số hoá"


def sign_copy(*, pdf: bytes, signer_code: str, signer_name: str, agency_name: str, at: datetime) -> bytes:
    """Return `pdf` signed PAdES by the officer, agency and signing time at the top right of page 1.

    Idempotent by content: the same PDF for the same officer answers with the same signed bytes and asks the
    signing service once. Takes about a second and the network: call it from a job, outside any transaction.

    Raises:
        SigningUnavailable: the signing service did not answer; run the job again.
        SigningRefused: the service will not sign for this officer.
    Law: Decree 30/2020/NĐ-CP, Annex I (digitised copy: place, text and time of the signature).
    """
    content = sha256(b"copy\0" + pdf).hexdigest()
    earlier = SignedContent.objects.filter(content_sha256=content, signer_code=signer_code).first()
    if earlier is not None:
        return blobs().get(earlier.signed_sha256)
    left, _, right, top = _first_page(pdf)
    stamp = copy_stamp(agency_name=agency_name, at=at, page_width_mm=(right - left) / _POINTS_PER_MM)
    wide, high = _size_of(stamp)
    edge = min(MARGIN_MM * _POINTS_PER_MM, max(0.0, (right - left - wide) / 2))
    box = (
        round(right - edge - wide),
        round(top - edge - high),
        round(right - edge),
        round(top - edge),
    )
    signed = signer().sign(
        SigningRequest(
            pdf=pdf if pdf.endswith(b"\n") else pdf + b"\n",
            signer_code=signer_code,
            signer_name=signer_name,
            agency_name=agency_name,
            at=at,
            stamp_pdf=stamp,
            box=box,
            reason=REASON,
        )
    )
    reports = verify_pdf(signed, trust_roots=signer().trust_roots())
    if not reports or not (reports[-1].valid and reports[-1].trusted):
        raise SigningUnavailable(
            "signing_unsound",
            "Chữ ký số nhận được không đúng. Hệ thống sẽ tự ký lại.",
            "The signature that came back does not verify. It will be tried again.",
        )
    return _remember(content, signer_code=signer_code, signed=signed, at=at)


def copy_stamp(*, agency_name: str, at: datetime, page_width_mm: float = 210.0) -> bytes:
    """Return what a reader sees of the signature, as a PDF of one small page; time in ISO 8601, GMT+7."""
    width = min(WIDEST_MM, max(NARROWEST_MM, page_width_mm - 2 * MARGIN_MM))
    moment = at.astimezone(HANOI).isoformat(timespec="seconds")
    data = {"agency_name": agency_name, "signed_at": moment, "width_mm": width}
    return print_sheet("copy_stamp", data)


def _first_page(pdf: bytes) -> tuple[float, float, float, float]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        left, bottom, right, top = (float(side) for side in opened.pages[0].cropbox)
    return left, bottom, right, top


def _size_of(stamp: bytes) -> tuple[float, float]:
    left, bottom, right, top = _first_page(stamp)
    return right - left, top - bottom


@transaction.atomic
def _remember(content: str, *, signer_code: str, signed: bytes, at: datetime) -> bytes:
    """Keep the signed bytes; when another run was faster, its bytes are the answer."""
    kept = blobs().put(signed)
    row, made = SignedContent.objects.get_or_create(
        content_sha256=content,
        signer_code=signer_code,
        defaults={"signed_sha256": kept, "signed_at": at},
    )
    return signed if made else blobs().get(row.signed_sha256)
