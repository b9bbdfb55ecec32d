"""Thumbnails of papers, and the A5 receipt."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.catalogue.rules.messages import prints
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.selectors.form_files import form_file
from cuamo.dossiers.selectors.form_sheet import form_sheet
from cuamo.dossiers.selectors.sheets import receipt_sheet
from cuamo.dossiers.services.add_paper import remove_paper
from cuamo.dossiers.services.pay_on_paper import fee_on_receipt
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.people.services.read_log import log_reading
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, visit_of
from cuamo.web.counter.beside import beside_the_page
from cuamo.web.forms import read_number

THUMB = 272
FORM_PAGE = 1440
PRINTED = "In tờ khai tại quầy"
SEEN = "Xem tệp trong tờ khai tại quầy"


@staff_required(*CLERKS)
def thumb(request: ActedRequest, visit_id: UUID, paper_id: UUID) -> HttpResponse:
    """Answer the first page of a paper, small."""
    _, dossier = visit_of(request, visit_id)
    paper = DossierPaper.objects.filter(dossier=dossier, id=paper_id).first() if dossier else None
    if paper is None:
        raise Http404
    picture = page_image(file_id=paper.file_id, page=1, width=THUMB)
    return HttpResponse(picture, content_type="image/jpeg")


@staff_required(*CLERKS)
@require_GET
def form_page(request: ActedRequest, visit_id: UUID, key: str) -> HttpResponse:
    """Answer a page (`trang`, from 1) of a file given inside the form."""
    _, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    file = form_file(dossier, key)
    picture = page_image(file_id=file.id, page=read_number(request.GET.get("trang", ""), 1), width=FORM_PAGE)
    _note(request, dossier, SEEN, key)
    return HttpResponse(picture, content_type="image/jpeg")


@staff_required(*CLERKS)
@require_POST
def remove(request: ActedRequest, visit_id: UUID, paper_id: UUID) -> HttpResponse:
    """Take a paper out of the draft."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    remove_paper(dossier_id=dossier.id, actor=request.actor, paper_id=paper_id, at=timezone.now())
    return go(visit, 6)


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def form_print(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the filled form as A5, to be read and signed on paper; the person sees that it was printed."""
    _, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    content = print_sheet("summary_a5", form_sheet(dossier, at=timezone.now()))
    _note(request, dossier, PRINTED, "values")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="to-khai-{dossier.shown_code}.pdf"'
    return response


@staff_required(*CLERKS)
@beside_the_page
def receipt(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the A5 receipt, unless the procedure prints none; a second print is marked as a reprint."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None or dossier.state == State.DRAFT or not prints(dossier.version.content, "RECEIPT"):
        raise Http404
    now = timezone.now()
    before = events.names_of(visit.id).count("visit.receipt_printed")
    shift = open_shift_of(request.actor.id)
    sheet = receipt_sheet(
        dossier,
        point=Unit.objects.filter(code=visit.agency_code).first(),
        counter=str(shift.counter.number) if shift else "",
        clerk=request.actor.name,
        at=now,
        reprint=before,
    )
    content = print_sheet("receipt_a5", sheet | fee_on_receipt(dossier, at=now))
    events.record("visit.receipt_printed", visit.id, actor=request.actor, at=now, code=dossier.shown_code)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="phieu-{dossier.shown_code}.pdf"'
    return response


def _note(request: ActedRequest, dossier: Dossier, purpose: str, *fields: str) -> None:
    """Write down one look at what the applicant has filled in.

    Law: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (processing must be traceable per person).
    """
    if dossier.applicant_id:
        log_reading(
            person_id=dossier.applicant_id,
            actor=request.actor,
            purpose=purpose,
            dossier_id=dossier.id,
            fields=list(fields),
            at=timezone.now(),
        )
