"""T3: send everything that was asked for, once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import SupplementRequest
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.selectors.own_papers import offers_for
from cuamo.dossiers.services.ask_supplement import answer_supplement
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.forms import read_id, read_number
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own


@citizen_required
@require_http_methods(["GET", "POST"])
def supplement(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """List only what is asked, each with its reason; one send for all."""
    dossier = own(request, dossier_id)
    if dossier.state != State.SUPPLEMENT or is_filing(dossier):
        return redirect("my:dossier", dossier.id)
    asked = (
        SupplementRequest.objects.select_related("dossier__version").filter(dossier=dossier).latest("number")
    )
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        files = [
            (_component(str(key), asked), upload.name or "giay-to", upload.read())
            for key in request.FILES
            for upload in request.FILES.getlist(key)
        ]
        try:
            answer_supplement(
                dossier_id=dossier.id,
                actor=request.actor,
                files=files,
                reused=_reused(request, asked),
                note=request.POST.get("ghi_chu", ""),
                at=timezone.now(),
            )
        except DomainError as refused:
            errors, status = {refused.where or "files": phrases.say(refused)}, refused.status
        else:
            messages.success(request, vi_en("Đã gửi bổ sung.", "Sent."))
            return redirect("my:dossier", dossier.id)
    context = {
        "dossier": dossier,
        "asked": asked,
        "offers": offers_for(dossier, sorted({item["about"] for item in asked.items}), now=timezone.now()),
        "errors": errors,
        "note": request.POST.get("ghi_chu", ""),
    }
    return render(request, "my/supplement.html", context, status=status)


def _component(field: str, asked: SupplementRequest) -> str:
    """Return which component the file of a field answers; the field itself where the item is about none."""
    number = read_number(field.removeprefix("bo-sung-"))
    about = asked.items[number - 1]["about"] if 0 < number <= len(asked.items) else ""
    components = {part["key"] for part in asked.dossier.version.content.get("components", [])}
    return about if about in components else field


def _reused(request: ActedRequest, asked: SupplementRequest) -> list[tuple[str, UUID]]:
    """Return the papers of the citizen's own that were ticked, each with the item it answers."""
    chosen = []
    for number, item in enumerate(asked.items, start=1):
        own = read_id(request.POST, f"giay-cu-{number}")
        if own is not None and item["about"]:
            chosen.append((item["about"], own))
    return chosen
