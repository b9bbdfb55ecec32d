"""Pages of papers, printed slips and the signed result, for those who may see the dossier."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone

from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Confirmation, DossierPaper, Result, SupplementRequest
from cuamo.dossiers.selectors.control_slip import form_06_sheet
from cuamo.dossiers.selectors.form_files import form_file
from cuamo.dossiers.selectors.form_sheet import form_sheet
from cuamo.dossiers.selectors.sheets import (
    form_01_sheet,
    form_02_sheet,
    form_03_sheet,
    form_04_sheet,
    form_05_sheet,
)
from cuamo.dossiers.services.confirm_signed import is_sealed
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.dossier import FORM, REFUSALS, STOPS, readable
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
    if form == "01" and dossier.accepted_at:
        return pdf(print_sheet("form_01", form_01_sheet(dossier, at=now)), f"phieu-01-{dossier.code}")
    if form == FORM and dossier.submitted_at:
        return pdf(print_sheet("summary_a5", form_sheet(dossier, at=now)), f"to-khai-{dossier.shown_code}")
    if form == "02":
        asked = SupplementRequest.objects.filter(dossier=dossier).order_by("-number").first()
        if asked is not None:
            return pdf(
                print_sheet("form_02", form_02_sheet(dossier, asked, at=now)), f"phieu-02-{dossier.code}"
            )
    if form == "03" and dossier.ending.get("kind") in REFUSALS:
        return pdf(print_sheet("form_03", form_03_sheet(dossier, at=now)), f"phieu-03-{dossier.code}")
    if form == "04" and dossier.promised_again_at:
        return pdf(print_sheet("form_04", form_04_sheet(dossier, at=now)), f"phieu-04-{dossier.code}")
    if form == "05" and dossier.finished_at and dossier.ending.get("kind") in STOPS:
        return pdf(print_sheet("form_05", form_05_sheet(dossier, at=now)), f"phieu-05-{dossier.code}")
    if form == "06" and dossier.submitted_at:
        return pdf(print_sheet("form_06", form_06_sheet(dossier, at=now)), f"phieu-06-{dossier.code}")
    raise Http404


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
