"""Signed on paper: the consent (Q2) and the summary (Q7, Q8), printed, signed, scanned back."""

from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Confirmation, Dossier, Visit
from cuamo.dossiers.selectors.consents import consent_text
from cuamo.dossiers.selectors.slips import consent_slip, mark_of, summary_slip
from cuamo.dossiers.services.confirm_signed import confirm_signed
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.errors import DomainError
from cuamo.people.services.read_log import log_reading
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, visit_of
from cuamo.web.counter.beside import beside_the_page
from cuamo.web.counter.kinds import keys_with, sub_page
from cuamo.web.forms import read_id
from cuamo.web.screen.acts import citizen_of

WAYS = (("SIGNATURE", "Ký tên"), ("THUMBPRINT", "Điểm chỉ, có người làm chứng"))
FIELDS = frozenset({"slip", "method", "witness_name"})


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def consent(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Take the consent somebody signed on paper; the clerk scans it and agrees to nothing themselves."""
    visit, dossier = visit_of(request, visit_id)
    if visit.person_id is None:
        return go(visit, 1)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        thumb = _method(request) == "THUMBPRINT"
        try:
            give_consent(
                visit_id=visit.id,
                given=True,
                evidence="thumbprint-slip" if thumb else "signed-slip",
                citizen=citizen_of(visit),
                slip=_slip(request),
                helper=request.actor,
                at=timezone.now(),
            )
            messages.success(request, "Đã lưu phiếu đồng ý.")
            return go(visit, 3)
        except DomainError as refused:
            errors, status = {"slip": phrases.say(refused)}, refused.status
    return _page(
        request,
        visit,
        dossier,
        2,
        status=status,
        heading="Đồng ý trên giấy",
        why="Không có màn hình: in phiếu, đọc to, người dân ký hoặc điểm chỉ, rồi quét lại.",
        lines=consent_text(visit).lines_vi,
        paper="consent-slip",
        paper_name="Phiếu đồng ý A5",
        errors=errors,
    )


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def confirm(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Take the summary somebody signed on paper; it counts for the very summary that was printed."""
    visit, dossier = visit_of(request, visit_id)
    live = _live(dossier)
    if dossier is None or live is None:
        return go(visit, 7)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        slip = _slip(request)
        try:
            if slip is None:
                errors, status = {"slip": "Chưa có phiếu đã ký. Quét hoặc chụp phiếu rồi đưa vào đây."}, 422
            else:
                confirm_signed(
                    dossier_id=dossier.id,
                    summary_id=read_id(request.POST, "tom_tat"),
                    citizen=citizen_of(visit),
                    method=_method(request),
                    evidence=slip,
                    witness_name=request.POST.get("witness_name", ""),
                    helper=request.actor,
                    at=timezone.now(),
                )
                messages.success(request, "Đã lưu phiếu xác nhận.")
                return go(visit, 8)
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "slip"
            errors, status = {where: phrases.say(refused)}, refused.status
    return _page(
        request,
        visit,
        dossier,
        7,
        status=status,
        heading="Xác nhận trên giấy",
        why="Không ký được trên màn hình: in tóm tắt, đọc to, người dân ký hoặc điểm chỉ.",
        summary=live,
        mark=mark_of(live),
        paper="summary-slip",
        paper_name="Tóm tắt A5",
        errors=errors,
    )


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def consent_paper(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the consent slip as A5."""
    visit, _ = visit_of(request, visit_id)
    if visit.person_id is None:
        raise Http404
    return _pdf(print_sheet("slip_a5", consent_slip(visit, at=timezone.now())), f"dong-y-{visit.ref}")


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def summary_paper(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the summary as A5, with boxes to sign in; the person can see that it was printed."""
    visit, dossier = visit_of(request, visit_id)
    live = _live(dossier)
    if dossier is None or live is None:
        raise Http404
    now = timezone.now()
    content = print_sheet("summary_a5", summary_slip(dossier, live, at=now))
    events.record("visit.summary_printed", visit.id, actor=request.actor, at=now, summary=str(live.id))
    if dossier.applicant_id:
        log_reading(
            person_id=dossier.applicant_id,
            actor=request.actor,
            purpose="In tóm tắt để xác nhận trên giấy",
            dossier_id=dossier.id,
            fields=["values"],
            at=now,
        )
    return _pdf(content, f"tom-tat-{dossier.own_ref}")


def _live(dossier: Dossier | None) -> Confirmation | None:
    if dossier is None or dossier.state != State.DRAFT or dossier.summary_hash is None:
        return None
    return Confirmation.objects.filter(dossier=dossier, outdated_at=None, confirmed_at=None).first()


def _page(
    request: ActedRequest, visit: Visit, dossier: Dossier | None, step: int, **context: object
) -> HttpResponse:
    keys = keys_with(visit, dossier, main="Lưu phiếu đã ký", step=step)
    return sub_page(
        request,
        visit,
        dossier,
        "counter/slip.html",
        step=step,
        keys=keys,
        ways=WAYS,
        method=_method(request),
        witness=request.POST.get("witness_name", ""),
        **context,  # type: ignore[arg-type]
    )


def _method(request: HttpRequest) -> Literal["SIGNATURE", "THUMBPRINT"]:
    return "THUMBPRINT" if request.POST.get("method") == "THUMBPRINT" else "SIGNATURE"


def _slip(request: HttpRequest) -> Upload | None:
    file = request.FILES.get("slip")
    return Upload(file.read(), file.name or "phieu.jpg") if file else None


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
