"""T2: files of one's own dossier: papers given, slips, earlier results, receipts."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Decision, Dossier, DossierPaper, PastResult, Result
from cuamo.dossiers.selectors.cash_sheet import cash_sheet
from cuamo.dossiers.services.receipt_file import receipt_pdf
from cuamo.payments.selectors.paid import receipt_about
from cuamo.payments.selectors.receipts import electronic_receipts_about
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.my.both_ways import SLIPS, subjects_of
from cuamo.web.my.dossier import own

ENDINGS = {"application/pdf": "pdf", "image/png": "png"}


@citizen_required
@require_GET
def paper(request: ActedRequest, dossier_id: UUID, file_id: UUID) -> HttpResponse:
    """Hand out one file of the person's own dossier: a paper given, a slip, an earlier result."""
    dossier = own(request, dossier_id)
    file = _file_of(dossier, file_id)
    try:
        data = content_of(file) if file is not None else None
    except OSError:
        data = None
    if file is None or data is None:
        raise Http404
    response = HttpResponse(data, content_type=file.mime)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{dossier.shown_code}-{str(file.id)[-4:]}.{ENDINGS.get(file.mime, "jpg")}"'
    )
    return response


@citizen_required
@require_GET
def receipt(request: ActedRequest, dossier_id: UUID, receipt_id: UUID) -> HttpResponse:
    """Hand out a receipt for cash once more; it says that it is a copy."""
    dossier = own(request, dossier_id)
    found = receipt_about(receipt_id, subjects_of(dossier))
    if found is None:
        raise Http404
    response = HttpResponse(print_sheet("cash_receipt", cash_sheet(found, reprint=1)))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.shown_number}.pdf"'
    return response


@citizen_required
@require_GET
def electronic_receipt(request: ActedRequest, dossier_id: UUID, receipt_id: UUID) -> HttpResponse:
    """Hand out the kept PDF of an electronic receipt of the person's own dossier."""
    dossier = own(request, dossier_id)
    mine = electronic_receipts_about(subjects_of(dossier))
    found = next((each for each in mine if each.id == receipt_id), None)
    if found is None:
        raise Http404
    response = HttpResponse(receipt_pdf(receipt_id=found.id, at=timezone.now()))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.shown_number}.pdf"'
    return response


def _file_of(dossier: Dossier, file_id: UUID) -> StoredFile | None:
    given = DossierPaper.objects.filter(dossier=dossier, file_id=file_id, removed_at=None)
    slips = Decision.objects.filter(dossier=dossier, file_id=file_id, kind__in=SLIPS)
    past = PastResult.objects.filter(dossier=dossier, file_id=file_id)
    result = Result.objects.filter(dossier=dossier, file_id=file_id, issued_at__isnull=False)
    if not any(rows.exists() for rows in (given, slips, past, result)):
        return None
    return StoredFile.objects.filter(id=file_id).first()
