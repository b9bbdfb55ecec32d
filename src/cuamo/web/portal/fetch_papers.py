"""P5: choose by the link of a text when a courier fetches the originals; nothing personal is shown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.dossiers.services.fetch_originals import ask_to_fetch_by_link
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, TooMany
from cuamo.organisation.services.sign_in_limit import take_try
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.originals import agreed_words, fetch_form, originals_journey
from cuamo.web.portal.tracking import unknown

A_DAY = 5
"""How often a day the time may be asked for with the link of one dossier: each is a text to its owner."""


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
            _count(dossier.id, now)
            parcel = ask_to_fetch_by_link(token=token, window=window, at=now)
        except DomainError as refused:
            where = "khung_gio" if refused.where == "khung_gio" else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, agreed_words(parcel))
            return redirect("portal:receipt", token)
    journey = originals_journey(dossier)
    if not errors and (journey is None or not (journey.may_ask and journey.by_link)):
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


def _count(dossier_id: UUID, now: datetime) -> None:
    taken = take_try(what=f"fetch:{dossier_id}", most=A_DAY, at=now, window=timedelta(days=1))
    if not taken.allowed:
        until = f"{taken.until.astimezone(HANOI):%H:%M %d/%m}"
        raise TooMany(
            "fetch.many",
            f"Đã đổi nhiều lần. Đổi tiếp từ {until}, hoặc gọi {settings.HOTLINE}.",
            f"Changed many times. Change it again from {until}, or call {settings.HOTLINE}.",
        )
