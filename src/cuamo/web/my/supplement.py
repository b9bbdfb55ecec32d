"""T3: send everything that was asked for, once; what is put together is kept between visits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.services.page_image import page_image
from cuamo.dossiers.models import Dossier, DossierPaper, SupplementRequest
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.own_papers import offers_for
from cuamo.dossiers.services.keep_supplement import (
    drop_kept_paper,
    keep_supplement,
    kept_note,
    kept_papers,
)
from cuamo.dossiers.services.send_supplement import send_supplement
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.forms import read_id, read_number
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own

FIELD = "bo-sung-"
WIDTH = 640
"""Pixels of the page shown beside the officer's note."""


@citizen_required
@require_http_methods(["GET", "POST"])
def supplement(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """List only what is asked, each with its reason on its page; one send for all, or keep it for later."""
    dossier = own(request, dossier_id)
    if dossier.state != State.SUPPLEMENT or is_filing(dossier):
        return redirect("my:dossier", dossier.id)
    asked = (
        SupplementRequest.objects.select_related("dossier__version").filter(dossier=dossier).latest("number")
    )
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _act(request, dossier, asked)
        except DomainError as refused:
            errors, status = {refused.where or "files": phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            sent = request.POST.get("act") not in {"luu", "bo"}
            return redirect("my:dossier" if sent else "my:supplement", dossier.id)
    now = timezone.now()
    context = {
        "dossier": dossier,
        "asked": asked,
        "rows": _rows(dossier, asked),
        "offers": offers_for(dossier, sorted({item["about"] for item in asked.items}), now=now),
        "errors": errors,
        "note": request.POST.get("ghi_chu") or kept_note(asked),
    }
    return render(request, "my/supplement.html", context, status=status)


@citizen_required
@require_GET
def page(request: ActedRequest, dossier_id: UUID, paper_id: UUID, number: int) -> HttpResponse:
    """Show one page of a paper the person gave, where an officer found something wrong on it."""
    dossier = own(request, dossier_id)
    paper = DossierPaper.objects.filter(dossier=dossier, id=paper_id).select_related("file").first()
    if paper is None or not 1 <= number <= paper.file.pages:
        raise Http404
    picture = page_image(file_id=paper.file_id, page=number, width=WIDTH)
    return HttpResponse(picture, content_type="image/jpeg")


def _act(request: ActedRequest, dossier: Dossier, asked: SupplementRequest) -> str:
    """Keep, drop or send; return what to say."""
    act, now = request.POST.get("act", ""), timezone.now()
    if act == "bo":
        gone = read_id(request.POST, "tep")
        if gone is not None:
            drop_kept_paper(dossier_id=dossier.id, citizen=request.actor, paper_id=gone, at=now)
        return vi_en("Đã bỏ tệp.", "The file is removed.")
    files = [
        (read_number(str(key).removeprefix(FIELD)), upload.name or "giay-to", upload.read())
        for key in request.FILES
        if str(key).startswith(FIELD)
        for upload in request.FILES.getlist(key)
    ]
    note = request.POST.get("ghi_chu", "")
    if act == "luu":
        keep_supplement(dossier_id=dossier.id, citizen=request.actor, files=files, note=note, at=now)
        return vi_en("Đã lưu, chưa gửi. Làm tiếp lúc nào cũng được.", "Saved, not sent. Go on at any time.")
    send_supplement(
        dossier_id=dossier.id,
        citizen=request.actor,
        request=asked,
        files=files,
        components=_components(asked),
        reused=_reused(request, asked),
        note=note,
        at=now,
    )
    return vi_en("Đã gửi bổ sung.", "Sent.")


def _rows(dossier: Dossier, asked: SupplementRequest) -> list[dict[str, Any]]:
    """Return the items in order, each with the page the officer marked and the files kept for it."""
    kept = kept_papers(asked)
    known = {str(key) for key in DossierPaper.objects.filter(dossier=dossier).values_list("id", flat=True)}
    return [
        {
            "item": item,
            "kept": [paper for paper in kept if paper.item == number],
            "page": read_number(item.get("page", ""), 1) if item.get("paper") in known else 0,
        }
        for number, item in enumerate(asked.items, start=1)
    ]


def _components(asked: SupplementRequest) -> dict[int, str]:
    """Return which component the files of an item answer; items about none are left out."""
    components = {part["key"] for part in asked.dossier.version.content.get("components", [])}
    return {
        number: item["about"]
        for number, item in enumerate(asked.items, start=1)
        if item["about"] in components
    }


def _reused(request: ActedRequest, asked: SupplementRequest) -> list[tuple[str, UUID]]:
    """Return the papers of the citizen's own that were ticked, each with the item it answers."""
    chosen = []
    for number, item in enumerate(asked.items, start=1):
        own_paper = read_id(request.POST, f"giay-cu-{number}")
        if own_paper is not None and item["about"]:
            chosen.append((item["about"], own_paper))
    return chosen
