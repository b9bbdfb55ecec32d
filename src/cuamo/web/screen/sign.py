"""The citizen signs the form on the screen at the counter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.selectors.form_files import signatures_wanted
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.sign_form import sign_form
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.forms import read_fields, read_uploads
from cuamo.web.language import vi_en
from cuamo.web.screen.acts import citizen_of
from cuamo.web.screen.show import paired


@screen_paired
@require_POST
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Take the signatures, or why somebody does not sign and who saw it."""
    try:
        visit, _ = paired(request, code)
        dossier = dossier_of_visit(visit)
        if dossier is not None:
            now = timezone.now()
            specs = [vars(field) for field in signatures_wanted(dossier, today=to_hanoi(now).date())]
            result = sign_form(
                dossier_id=dossier.id,
                citizen=citizen_of(visit),
                raw=read_fields(request.POST, specs),
                uploads=read_uploads(request, specs),
                seen=request.POST.get("da_xem", ""),
                at=now,
            )
            for fault in result.errors.values():
                messages.error(request, vi_en(fault.vi, fault.en))
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return redirect("screen:show", code)
