"""T2: «Hẹn bưu tá tới lấy giấy tờ gốc»: a courier fetches the originals at home."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.dossiers.services.fetch_originals import call_off_fetching
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own
from cuamo.web.originals import agreed_words, ask_by_form, fetch_form, form_errors, originals_journey


@citizen_required
@require_http_methods(["GET", "POST"])
def fetch_papers(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Choose day, time and place; asked again before a courier sets out, they change."""
    dossier, now = own(request, dossier_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            parcel = ask_by_form(dossier, request.POST, asker=request.actor, now=now)
        except DomainError as refused:
            errors, status = form_errors(refused), refused.status
        else:
            messages.success(request, agreed_words(parcel))
            return redirect("my:dossier", dossier.id)
    journey = originals_journey(dossier)
    if not errors and (journey is None or not journey.may_ask):
        return redirect("my:dossier", dossier.id)
    context = {"dossier": dossier, "errors": errors} | fetch_form(dossier, request.POST, now=now)
    return render(request, "my/fetch_papers.html", context, status=status)


@citizen_required
@require_POST
def call_off(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Nobody has to come any more."""
    dossier = own(request, dossier_id)
    try:
        call_off_fetching(dossier_id=dossier.id, asker=request.actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, vi_en("Bưu tá không tới lấy nữa.", "No courier comes for them."))
    return redirect("my:dossier", dossier.id)
