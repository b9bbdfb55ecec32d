"""What the workbench waits for: the citizen's answer on the other screen, or the bank."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.selectors.consents import consent_of
from cuamo.dossiers.services.pair_screen import renew_screen_code
from cuamo.dossiers.states import Money
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, step_url, visit_of


@staff_required(*CLERKS)
@require_GET
def poll(request: ActedRequest, visit_id: UUID, step: int) -> HttpResponse:
    """Answer 204 while there is nothing new; `X-Go` when the visit can go on."""
    visit, dossier = visit_of(request, visit_id)
    next_step = 0
    if step == 2 and (decided := consent_of(visit)) is not None:
        next_step = 3 if decided.given else 2
        if not decided.given:
            return HttpResponse(status=204)
    elif step == 7 and dossier is not None and _agreed(dossier):
        next_step = 8
    elif step == 8 and dossier is not None and dossier.confirmed_at is not None:
        next_step = 9 if dossier.money == Money.AWAITING else 10
    elif step == 9 and dossier is not None and dossier.money != Money.AWAITING:
        next_step = 10
    if not next_step:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"X-Go": step_url(visit, next_step)})


@staff_required(*CLERKS)
@require_POST
def screen(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Blank or show the citizen screen (Alt+0), or give it a new code."""
    visit, _ = visit_of(request, visit_id)
    if request.POST.get("act") == "new":
        renew_screen_code(visit=visit, at=timezone.now())
    else:
        visit.screen_blank = not visit.screen_blank
        visit.call_help_at = None
        visit.save(update_fields=["screen_blank", "call_help_at"])
    return redirect("counter:step", visit.id, visit.step)


def _agreed(dossier: Dossier) -> bool:
    return Confirmation.objects.filter(dossier=dossier, outdated_at=None, agreed_at__isnull=False).exists()
