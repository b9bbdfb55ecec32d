"""C2: the operator agrees for the caller when a courier fetches the originals, or that nobody comes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.calls import open_call_of
from cuamo.dossiers.services.fetch_originals import call_off_fetching
from cuamo.kernel.errors import DomainError
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of
from cuamo.web.originals import agreed_words, ask_by_form, fetch_form, form_errors, originals_journey


@staff_required(Role.CALL_AGENT)
@require_http_methods(["GET", "POST"])
def fetch_papers(request: ActedRequest, call_id: UUID) -> HttpResponse:
    """Act for the caller who has answered two of three questions."""
    now = timezone.now()
    found = open_call_of(request.actor, call_id, now=now)
    dossier = Dossier.objects.select_related("version", "applicant").get(id=found.dossier_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "thoi-lay":
                call_off_fetching(dossier_id=dossier.id, asker=request.actor, at=now)
                messages.success(request, "Bưu tá không tới nhà lấy nữa.")
                return redirect("calls:call", found.id)
            parcel = ask_by_form(dossier, request.POST, asker=request.actor, now=now)
        except DomainError as refused:
            errors, status = form_errors(refused), refused.status
        else:
            messages.success(request, agreed_words(parcel))
            return redirect("calls:call", found.id)
    journey = originals_journey(dossier)
    if not errors and (journey is None or not journey.may_ask):
        return redirect("calls:call", found.id)
    context = {
        "call": found,
        "dossier": dossier,
        "errors": errors,
        "unit_name": desk_of(request.actor),
        "keys_here": (("Esc", "về cuộc gọi"),),
    } | fetch_form(dossier, request.POST, now=now)
    return render(request, "callcentre/fetch_papers.html", context, status=status)
