"""P5: choose by the link of a text when the envelope comes; nobody signs in, nothing personal is shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.slots import may_choose
from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.dossiers.services.choose_window import choose_time_by_link
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.portal.tracking import unknown
from cuamo.web.slots import FIELDS, chosen_words, slots_context


@everyone
@require_http_methods(["GET", "POST"])
def choose(request: ActedRequest, token: str) -> HttpResponse:
    """Choose a time of the next working days, or the nearest point."""
    dossier, now = find_by_token(token), timezone.now()
    if dossier is None:
        raise unknown()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        window, point = request.POST.get("khung_gio", ""), request.POST.get("diem", "")
        try:
            choose_time_by_link(token=token, window=window, point=point, at=now)
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, chosen_words(window, point))
            return redirect("portal:receipt", token)
    parcel = parcel_of(dossier.id)
    if parcel is None or (not errors and not may_choose(parcel)):
        return redirect("portal:receipt", token)
    context = {"code": dossier.shown_code, "token": token, "errors": errors}
    return render(
        request, "portal/slot.html", context | slots_context(parcel, request.POST, now=now), status=status
    )
