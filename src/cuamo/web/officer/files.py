"""Pages of papers, printed slips and the signed result, for those who may see the dossier."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone

from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Confirmation, DossierPaper, Result
from cuamo.dossiers.selectors.form_files import form_file
from cuamo.dossiers.selectors.printable import FORM, slip_sheet
from cuamo.dossiers.services.confirm_signed import is_sealed
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.dossier import readable
from cuamo.web.officer.queue import OFFICERS

WIDTHS = {"nho": 320, "vua": 900, "lon": 1800}


@staff_required(*OFFICERS)
def paper_page(request: ActedRequest, dossier_id: UUID, paper_id: UUID, page: int) -> HttpResponse:
    """Answer one page of one paper as a picture."""
    dossier = readable(request, dossier_id, timezone.now())
    paper = DossierPaper.objects.filter(dossier=dossier, id=paper_id).select_related("file").first()
    if paper is None or not 1 <= page <= paper.file.pages:
        raise Http404
    width = WIDTHS.get(request.GET.get("co", "vua"), WIDTHS["vua"])
    picture = page_image(file_id=paper.file_id, page=page, width=width)
    return HttpResponse(picture, content_type="image/jpeg")


@staff_required(*OFFICERS)
def form_page(request: ActedRequest, dossier_id: UUID, key: str, page: int) -> HttpResponse:
    """Answer one page of a file or signature given inside the form as a picture."""
    dossier = readable(request, dossier_id, timezone.now())
    width = WIDTHS.get(request.GET.get("co", "vua"), WIDTHS["vua"])
    picture = page_image(file_id=form_file(dossier, key).id, page=page, width=width)
    return HttpResponse(picture, content_type="image/jpeg")


@staff_required(*OFFICERS)
def confirmation(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Answer the signature or thumbprint slip the dossier was confirmed by, as long as its seal holds."""
    dossier = readable(request, dossier_id, timezone.now())
    kept = Confirmation.objects.filter(dossier=dossier, outdated_at=None).select_related("evidence").first()
    if kept is None or kept.evidence is None or not is_sealed(kept):
        raise Http404
    picture = page_image(file_id=kept.evidence.id, page=1, width=WIDTHS["vua"])
    return HttpResponse(picture, content_type="image/jpeg")


@staff_required(*OFFICERS)
def slip(request: ActedRequest, dossier_id: UUID, form: str) -> HttpResponse:
    """Answer the filled form, or form 01 to 06 where there is a reason for it, as PDF."""
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    made = slip_sheet(dossier, form, at=now)
    if made is None:
        raise Http404
    name = "" if form == FORM else "phieu-"
    return pdf(print_sheet(*made), f"{name}{form}-{dossier.shown_code}")


@staff_required(*OFFICERS)
def result_file(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Answer the signed result as it was signed, byte for byte."""
    dossier = readable(request, dossier_id, timezone.now())
    result = Result.objects.filter(dossier=dossier).select_related("file").first()
    if result is None or result.file is None:
        raise Http404
    return pdf(content_of(result.file), f"ket-qua-{dossier.code}")


def pdf(content: bytes, name: str) -> HttpResponse:
    """Answer a PDF to look at in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
