"""The citizen confirms by signing on the screen: no phone is needed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.confirm_signed import confirm_signed
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.forms import read_id, read_uploads
from cuamo.web.language import vi_en
from cuamo.web.screen.acts import citizen_of
from cuamo.web.screen.seen import what_the_citizen_sees
from cuamo.web.screen.show import keep, paired, scene

PAD = {"key": "xac_nhan", "type": "signature"}
SCENES = frozenset({"summary", "code"})
"""Scenes from which somebody may go on by signing."""


@screen_paired
@require_http_methods(["GET", "POST"])
def sign_summary(request: HttpRequest, code: str) -> HttpResponse:
    """Show the pad under a short reminder of what is signed; POST keeps the signature."""
    try:
        visit, token = paired(request, code)
        dossier = dossier_of_visit(visit)
        seen = what_the_citizen_sees(visit, dossier)
        if dossier is None or seen.scene not in SCENES:
            return redirect("screen:show", code)
        if request.method == "GET":
            page = scene(visit, dossier, seen, code) | {"signing_summary": True}
            return keep(request, render(request, "screen/sign_summary.html", page), token)
        drawn = read_uploads(request, [PAD]).get("xac_nhan")
        if drawn is None:
            messages.error(request, vi_en("Chưa thấy nét ký nào.", "There is no stroke of a signature yet."))
            return redirect("screen:sign-summary", code)
        confirm_signed(
            dossier_id=dossier.id,
            summary_id=read_id(request.POST, "tom_tat"),
            citizen=citizen_of(visit),
            method="SIGNATURE",
            evidence=drawn,
            at=timezone.now(),
        )
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return redirect("screen:show", code)
