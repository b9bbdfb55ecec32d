"""Photos of papers from a phone, into the open visit."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.language import current, vi_en


@screen_paired
@require_http_methods(["GET", "POST"])
def capture(request: HttpRequest, code: str) -> HttpResponse:
    """Take photos for the papers of the open visit; the code is the key, and it dies with the visit."""
    dossier = open_draft_of(code)
    visit = dossier.visit
    if request.method == "POST" and visit is not None:
        clerk = Actor(ActorKind.STAFF, visit.clerk_id, visit.clerk_name, unit_code=visit.agency_code)
        taken = 0
        try:
            for upload in request.FILES.getlist("anh"):
                add_paper(
                    dossier_id=dossier.id,
                    actor=clerk,
                    component_key=request.POST.get("giay", ""),
                    data=upload.read(),
                    filename=upload.name or "anh.jpg",
                    at=timezone.now(),
                )
                taken += 1
        except DomainError as refused:
            messages.error(request, phrases.say(refused))
        if taken:
            messages.success(request, vi_en(f"Đã gửi {taken} ảnh.", f"Photos sent: {taken}."))
        return redirect("screen:capture", code)
    return render(request, "screen/capture.html", capture_page(code, dossier))


def open_draft_of(code: str) -> Dossier:
    """Return the draft of the open visit behind a screen's code.

    Raises:
        NotFound: the visit has ended, or there is no draft to photograph for.
    """
    visit = Visit.objects.filter(screen_code=code.upper(), ended_at=None).first()
    dossier = dossier_of_visit(visit) if visit else None
    if dossier is None or dossier.state != State.DRAFT:
        raise NotFound(
            "capture.closed",
            "Mã chụp này không còn dùng.",
            "This code is no longer in use.",
            hint_vi="Hỏi nhân viên mã mới.",
            hint_en="Ask the clerk for a new code.",
        )
    return dossier


def capture_page(code: str, dossier: Dossier) -> dict[str, Any]:
    """Return what the page of the phone camera needs."""
    slots = [slot for slot in paper_slots(dossier) if not slot.need.replaced_by_data]
    return {"code": code, "slots": slots, "can_listen": can_read_aloud(current())}
