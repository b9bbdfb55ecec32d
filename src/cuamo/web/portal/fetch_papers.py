"""P5: choose by the link of a text when a courier fetches the originals; nothing personal is shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.dossiers.services.fetch_originals import ask_to_fetch_by_link
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.originals import agreed_words, fetch_form, originals_journey
from cuamo.web.portal.tracking import unknown


@everyone
@require_http_methods(["GET", "POST"])
def fetch_papers(request: ActedRequest, token: str) -> HttpResponse:
    """Choose a time of the next working days; the place is the home of the dossier."""
    dossier, now = find_by_token(token), timezone.now()
    if dossier is None:
        raise unknown()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        window = request.POST.get("khung_gio", "")
        try:
            parcel = ask_to_fetch_by_link(token=token, window=window, at=now)
        except DomainError as refused:
            where = "khung_gio" if refused.where == "khung_gio" else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, agreed_words(parcel))
            return redirect("portal:receipt", token)
    journey = originals_journey(dossier)
    if not errors and (journey is None or not journey.may_ask):
        return redirect("portal:receipt", token)
    offered = fetch_form(dossier, {"khung_gio": request.POST.get("khung_gio", "")}, now=now)
    context = {
        "code": dossier.shown_code,
        "token": token,
        "errors": errors,
        "slots": offered["slots"],
        "chosen": offered["fetch"]["khung_gio"],
    }
    return render(request, "portal/fetch_papers.html", context, status=status)
