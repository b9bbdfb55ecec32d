"""Photos of papers from a phone, into the open visit: each lies at the counter at once."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.rules.page_faults import fault_words
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.documents.services.store import require_bytes
from cuamo.dossiers.models import Dossier, TrayPage, Visit
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.tray import tray_pages
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.bring_pages import Brought, bring_pages
from cuamo.dossiers.services.change_page import take_out, use_all_the_same
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import DomainError, NotFound, TooMany
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.language import current, vi_en
from cuamo.web.screen.capture_tries import count_photo, count_wrong_code, require_codes_left

THUMB = 240
PHONE = "PHONE"


@screen_paired
@require_http_methods(["GET", "POST"])
def capture(request: HttpRequest, code: str) -> HttpResponse:
    """Take photos for the papers of the open visit; the code is the key, and it dies with the visit."""
    try:
        dossier = _reached(request, code)
        if request.method == "POST":
            count_photo(code)
    except (NotFound, TooMany) as closed:
        return _closed(request, closed)
    if request.method != "POST":
        return render(request, "screen/capture.html", capture_page(code, dossier))
    if _wants_json(request):
        return _one(request, dossier)
    if request.POST.get("act"):
        _decide(request, dossier)
    else:
        _several(request, dossier)
    return redirect("screen:capture", code)


@screen_paired
@require_GET
def picture(request: HttpRequest, code: str, page_id: UUID) -> HttpResponse:
    """Answer the picture of a page this phone has sent; those from elsewhere are not shown here."""
    dossier = _reached(request, code)
    page = TrayPage.objects.filter(dossier=dossier, id=page_id, source=PHONE, removed_at=None).first()
    if page is None:
        raise Http404
    return HttpResponse(page_image(file_id=page.file_id, page=1, width=THUMB), content_type="image/jpeg")


def _reached(request: HttpRequest, code: str) -> Dossier:
    require_codes_left(request)
    try:
        return open_draft_of(code)
    except NotFound:
        count_wrong_code(request)
        raise


def open_draft_of(code: str) -> Dossier:
    """Return the draft of the open visit behind a screen's code.

    Raises:
        NotFound: the visit has ended, or there is no draft to photograph for.
    """
    visit = Visit.objects.filter(screen_code=code.upper(), ended_at=None).first()
    dossier = dossier_of_visit(visit) if visit else None
    if visit is None or dossier is None or dossier.state != State.DRAFT or not has_consented(visit):
        raise NotFound(
            "capture.closed",
            "Mã chụp này không còn dùng: lượt hỗ trợ đã xong.",
            "This code is no longer in use: the visit has ended.",
            hint_vi="Ảnh chưa gửi vẫn còn trong điện thoại. Cần thêm giấy thì hỏi nhân viên mã mới.",
            hint_en="Photos not sent are still on the phone. To add papers, ask the clerk for a new code.",
        )
    return dossier


def capture_page(code: str, dossier: Dossier) -> dict[str, Any]:
    """Return what the page of the phone camera needs."""
    pages = [page for page in tray_pages(dossier) if page.source == PHONE]
    slots = [
        {
            "need": slot.need,
            "count": sum(paper.file.pages for paper in slot.files),
            "pages": [_page(code, page) for page in pages if page.component_key == slot.need.key],
        }
        for slot in paper_slots(dossier)
        if not slot.need.replaced_by_data
    ]
    return {"code": code, "slots": slots, "can_listen": can_read_aloud(current())}


def _page(code: str, page: TrayPage) -> dict[str, Any]:
    return {
        "id": page.id,
        "image_url": reverse("screen:capture-page", args=[code, page.id]),
        "notes": [vi_en(*fault_words(fault["fault"], fault["box"])) for fault in page.faults],
        "undecided": page.undecided,
    }


def _clerk(dossier: Dossier) -> Actor:
    visit = dossier.visit
    assert visit is not None  # a draft found by the code of a visit has one
    return Actor(ActorKind.STAFF, visit.clerk_id, visit.clerk_name, unit_code=visit.agency_code)


def _bring(request: HttpRequest, dossier: Dossier, upload: Any, batch: UUID) -> Brought:
    require_bytes(upload.size or 0)
    return bring_pages(
        dossier_id=dossier.id,
        actor=_clerk(dossier),
        data=upload.read(),
        filename=upload.name or "anh.jpg",
        source=PHONE,
        batch=batch,
        component_key=request.POST.get("giay", ""),
        at=timezone.now(),
    )


def _several(request: HttpRequest, dossier: Dossier) -> None:
    taken, batch = 0, uuid4()
    try:
        for upload in request.FILES.getlist("anh"):
            came = _bring(request, dossier, upload, batch)
            taken += bool(came.pages)
            for told in came.told:
                messages.warning(request, vi_en(*told))
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    if taken:
        messages.success(request, vi_en(f"Đã gửi {taken} ảnh.", f"Photos sent: {taken}."))


def _one(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    upload = request.FILES.get("tep")
    if upload is None:
        return JsonResponse({"error": vi_en("Chưa có ảnh nào.", "There is no photo.")}, status=422)
    try:
        came = _bring(request, dossier, upload, uuid4())
    except DomainError as refused:
        return JsonResponse({"error": phrases.say(refused), "pages": [], "told": []}, status=refused.status)
    faults = [
        vi_en(*fault_words(fault["fault"], fault["box"])) for page in came.pages for fault in page.faults
    ]
    return JsonResponse(
        {
            "error": "",
            "pages": len(came.pages),
            "faults": faults,
            "told": [vi_en(*told) for told in came.told],
        }
    )


def _decide(request: HttpRequest, dossier: Dossier) -> None:
    try:
        page_id = UUID(request.POST.get("trang", ""))
    except ValueError:
        raise Http404 from None
    own = TrayPage.objects.filter(dossier=dossier, id=page_id, source=PHONE, removed_at=None).exists()
    if not own:
        raise Http404
    who: dict[str, Any] = {"dossier_id": dossier.id, "actor": _clerk(dossier), "at": timezone.now()}
    if request.POST.get("act") == "use":
        use_all_the_same(page_ids=[page_id], **who)
    else:
        take_out(page_id=page_id, **who)


def _closed(request: HttpRequest, closed: DomainError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": phrases.say(closed), "pages": 0, "told": []}, status=closed.status)
    return render(request, "screen/capture_closed.html", {"closed": closed}, status=closed.status)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
