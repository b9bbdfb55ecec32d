"""The tray of pages at Q6: bringing, filing, turning, moving; and the fragment that keeps it fresh."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.documents.rules.page_faults import fault_words
from cuamo.documents.services.page_image import page_image
from cuamo.documents.services.store import require_bytes
from cuamo.dossiers.models import Dossier, TrayPage, Visit
from cuamo.dossiers.services.bring_pages import Brought, bring_pages
from cuamo.dossiers.services.change_page import (
    move_page,
    take_out,
    turn_page,
    undo_edits,
    use_all_the_same,
)
from cuamo.dossiers.services.place_pages import place_pages, settle_tray
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, step_url, visit_of
from cuamo.web.counter.tray_view import tray_of
from cuamo.web.language import vi_en

THUMB = 240
LARGE = 1440


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def tray(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the pages as they stand now; POST brings one file (`tep`) and answers what came of it."""
    visit, dossier = _draft(request, visit_id)
    if request.method == "POST":
        return bring(request, dossier, source=request.POST.get("nguon", "FILE"))
    return render(request, "counter/_tray.html", {"tray": tray_of(visit, dossier), "visit": visit})


def bring(request: ActedRequest | HttpRequest, dossier: Dossier, *, source: str) -> HttpResponse:
    """Take the file `tep` for the paper `giay` (none: for the tray), and say page by page what is wrong."""
    upload = request.FILES.get("tep")
    if upload is None:
        return _told([], [vi_en("Chưa có tệp nào.", "There is no file.")], status=422)
    try:
        require_bytes(upload.size or 0)
        came = bring_pages(
            dossier_id=dossier.id,
            actor=request.actor,  # type: ignore[union-attr]  # set by the audience, or by the phone's page
            data=upload.read(),
            filename=upload.name or "giay-to",
            source=source,
            batch=uuid_of(request.POST.get("dot", "")) or uuid4(),
            component_key=request.POST.get("giay", ""),
            replaces=uuid_of(request.POST.get("thay", "")),
            at=timezone.now(),
        )
    except DomainError as refused:
        return JsonResponse({"error": phrases.say(refused), "pages": [], "told": []}, status=refused.status)
    return _answer(came)


@staff_required(*CLERKS)
@require_POST
def settle(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """File what is beyond doubt after a go of pages, and show the step again."""
    visit, dossier = _draft(request, visit_id)
    _doing(request, lambda: settle_tray(dossier_id=dossier.id, actor=request.actor, at=timezone.now()))
    return _back(visit)


@staff_required(*CLERKS)
@require_POST
def place(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """File the groups as they were shown, or as the clerk changed them; a group without a paper stays."""
    visit, dossier = _draft(request, visit_id)
    places: dict[UUID, str] = {}
    for name in request.POST:
        if name.startswith("nhom."):
            key = request.POST.get(name, "")
            for text in request.POST.getlist(f"trang.{name.removeprefix('nhom.')}"):
                page = uuid_of(text)
                if page and key:
                    places[page] = key
    apart = [page for text in request.POST.getlist("ngan") if (page := uuid_of(text))]
    _doing(
        request,
        lambda: place_pages(
            dossier_id=dossier.id,
            actor=request.actor,
            places=places,
            put_away=apart if places else [],
            at=timezone.now(),
        ),
    )
    return _back(visit)


@staff_required(*CLERKS)
@require_POST
def change(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Do one act (`act`) with the chosen page (`trang`) and come back to it."""
    visit, dossier = _draft(request, visit_id)
    page_id = uuid_of(request.POST.get("trang", ""))
    act = request.POST.get("act", "")
    if page_id is None:
        messages.info(request, "Chọn một trang trước.")
        return _back(visit)
    if act == "large":
        return _to(reverse("counter:page", args=[visit.id, page_id]) + "?co=lon")
    _doing(request, lambda: _act(request, dossier, page_id, act))
    return _back(visit, page_id)


@staff_required(*CLERKS)
@require_GET
def page(request: ActedRequest, visit_id: UUID, page_id: UUID) -> HttpResponse:
    """Answer the picture of a page, small; `?co=lon` large, `?ban=goc` as it came."""
    _, dossier = visit_of(request, visit_id)
    found = TrayPage.objects.filter(dossier=dossier, id=page_id).first() if dossier else None
    if found is None:
        raise Http404
    width = LARGE if request.GET.get("co") == "lon" else THUMB
    file = found.plain_id if request.GET.get("ban") == "goc" else found.file_id
    return HttpResponse(page_image(file_id=file, page=1, width=width), content_type="image/jpeg")


def uuid_of(text: str) -> UUID | None:
    """Return the id `text` is, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _act(request: ActedRequest, dossier: Dossier, page_id: UUID, act: str) -> None:
    who: dict[str, Any] = {"dossier_id": dossier.id, "actor": request.actor, "at": timezone.now()}
    if act == "turn":
        turn_page(page_id=page_id, **who)
    elif act == "undo":
        undo_edits(page_id=page_id, **who)
    elif act in {"back", "on"}:
        move_page(page_id=page_id, by=-1 if act == "back" else 1, **who)
    elif act in {"tray", "away"}:
        take_out(page_id=page_id, to_tray=act == "tray", **who)
    elif act == "use":
        use_all_the_same(page_ids=[page_id], **who)
    elif act.startswith("to."):
        place_pages(places={page_id: act.removeprefix("to.")}, **who)
    else:
        raise NotFound("tray.act", "Không có việc này với một trang.", "There is no such act.")


def _doing(request: ActedRequest, do: Any) -> None:
    try:
        do()
    except DomainError as refused:
        messages.error(request, phrases.say(refused))


def _answer(came: Brought) -> HttpResponse:
    pages = [
        {
            "id": str(found.id),
            "faults": [
                {
                    "fault": fault["fault"],
                    "words": vi_en(*fault_words(fault["fault"], fault["box"])),
                    "box": fault["box"],
                }
                for fault in found.faults
            ],
        }
        for found in came.pages
    ]
    return _told(pages, [vi_en(*told) for told in came.told])


def _told(pages: list[dict[str, Any]], told: list[str], *, status: int = 200) -> HttpResponse:
    return JsonResponse(
        {"pages": pages, "told": told, "error": "" if status == 200 else told[0]}, status=status
    )


def _draft(request: ActedRequest, visit_id: UUID) -> tuple[Visit, Dossier]:
    visit, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    return visit, dossier


def _back(visit: Visit, page_id: UUID | None = None) -> HttpResponse:
    return _to(step_url(visit, 6) + (f"#id_trang_{page_id}" if page_id else ""))


def _to(address: str) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": address})
