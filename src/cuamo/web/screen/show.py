"""The citizen screen: one thing at a time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.rules import fees
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.rules.consent import COUNTER_HELP
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.texts import link_of
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.pair_screen import pair_screen
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.payments.selectors.status import status_of
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.codes import qr_svg
from cuamo.web.language import current
from cuamo.web.screen.seen import Seen, what_the_citizen_sees

COOKIE = "man-hinh"
DAY = 60 * 60 * 24


@screen_paired
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code the counter shows."""
    if request.method == "POST":
        code = request.POST.get("code", "").strip().upper().replace(" ", "")
        if code.isalnum():
            return redirect("screen:show", code)
    return render(request, "screen/enter.html")


@screen_paired
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scene of this moment; the first device that opens the code is paired."""
    try:
        visit, token = paired(request, code)
    except DomainError as refused:
        return render(request, "screen/enter.html", {"error": phrases.say(refused)}, status=refused.status)
    dossier = dossier_of_visit(visit)
    seen = what_the_citizen_sees(visit, dossier)
    response = render(request, f"screen/{seen.scene}.html", scene(visit, dossier, seen, code))
    response.set_cookie(
        COOKIE, token, max_age=DAY, httponly=True, samesite="Strict", secure=request.is_secure()
    )
    return response


@screen_paired
@require_GET
def fresh(request: HttpRequest, code: str) -> HttpResponse:
    """Answer 204 while the scene is the same; otherwise say where to go."""
    try:
        visit, _ = paired(request, code)
    except DomainError:
        return HttpResponse(status=204, headers={"X-Go": "/man-hinh/"})
    dossier = dossier_of_visit(visit)
    now = version_of(visit, dossier, what_the_citizen_sees(visit, dossier))
    if request.GET.get("canh") == now:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"X-Go": f"/man-hinh/{code}/"})


def paired(request: HttpRequest, code: str) -> tuple[Visit, str]:
    """Return the visit this device is paired with, and the device's token.

    Raises:
        NotFound: no open visit has the code. Conflict: another device is paired.
    """
    return pair_screen(screen_code=code, device_token=request.COOKIES.get(COOKIE, ""), at=timezone.now())


def version_of(visit: Visit, dossier: Dossier | None, seen: Seen) -> str:
    """Return a mark that changes when what is shown changes."""
    parts = [seen.scene, dossier.procedure_code if dossier else ""]
    if dossier is not None and seen.scene == "filling":
        parts.append(str(len(papers_given(dossier))))
    if seen.scene == "pay" and dossier is not None:
        asked = status_of(dossier.id, at=timezone.now())
        parts.append("qr" if asked and asked.qr_payload else "")
    return "-".join(parts)


def scene(visit: Visit, dossier: Dossier | None, seen: Seen, code: str) -> dict[str, Any]:
    """Return what the scene's template needs."""
    lines = COUNTER_HELP.lines_en if current() == "en" else COUNTER_HELP.lines_vi
    page: dict[str, Any] = {
        "code": code,
        "visit": visit,
        "person": visit.person,
        "dossier": dossier,
        "lines": lines,
        "version": version_of(visit, dossier, seen),
        "confirmation": seen.confirmation,
    }
    if dossier is not None:
        page["content"] = dossier.version.content
        page["papers"] = papers_given(dossier)
        page["link_qr"] = qr_svg(link_of(dossier))
        page["fees"] = dossier.fee or _fee_now(dossier)
        asked = status_of(dossier.id, at=timezone.now())
        if asked is not None and asked.qr_payload:
            page["pay_qr"] = qr_svg(asked.qr_payload, scale=5)
            page["pay_url"] = asked.pay_url
    return page


def _fee_now(dossier: Dossier) -> fees.FeeAssessment:
    return fees.assess(
        dossier.version.content,
        answers=dossier.answers,
        values=dossier.values,
        channel="ONLINE",
        filed_on=timezone.now().astimezone(HANOI).date(),
    )
