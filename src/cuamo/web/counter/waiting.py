"""What the workbench waits for: the citizen's answer on the other screen, or the bank."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.selectors.changes import change_asked
from cuamo.dossiers.selectors.consents import consent_of
from cuamo.dossiers.selectors.form_files import signatures_wanted
from cuamo.dossiers.services.meet_new_version import must_be_told
from cuamo.dossiers.services.pair_screen import answer_call, blank_screen, renew_screen_code
from cuamo.dossiers.states import Money
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, step_url, visit_of
from cuamo.web.screen.seen import what_the_citizen_sees


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
    elif step == 7 and dossier is not None and "ky" in request.GET:
        next_step = 0 if signatures_wanted(dossier, today=timezone.localdate()) else 7
    elif step == 7 and dossier is not None and _agreed(dossier):
        next_step = 8
    elif (step == 7 and dossier is not None and must_be_told(dossier, at=timezone.now())) or (
        step == 7 and dossier is not None and change_asked(dossier) != request.GET.get("dong", "")
    ):
        next_step = 7
    elif step == 8 and dossier is not None and dossier.confirmed_at is not None:
        next_step = 9 if dossier.money == Money.AWAITING else 10
    elif step == 9 and dossier is not None and dossier.money != Money.AWAITING:
        next_step = 10
    if not next_step:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"X-Go": step_url(visit, next_step)})


@staff_required(*CLERKS)
@require_GET
def mirror(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer what the citizen sees now, whether a screen is paired and whether help is called."""
    visit, dossier = visit_of(request, visit_id)
    seen = what_the_citizen_sees(visit, dossier)
    calls = int(visit.call_help_at.timestamp()) if visit.call_help_at else 0
    tag = f'"{seen.scene}.{seen.line}.{visit.screen_code}.{bool(visit.screen_device)}.{calls}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    page = {"visit": visit, "dossier": dossier, "seen": seen}
    response = render(request, "counter/_mirror.html", page)
    response.headers["ETag"] = tag
    return response


@staff_required(*CLERKS)
@require_POST
def screen(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Blank or show the citizen screen (Alt+0), give it a new code, or say that help has come."""
    visit, _ = visit_of(request, visit_id)
    act = request.POST.get("act", "")
    if act == "new":
        renew_screen_code(visit=visit, at=timezone.now())
    elif act == "helped":
        answer_call(visit_id=visit.id, clerk=request.actor, at=timezone.now())
    else:
        blank_screen(visit_id=visit.id, clerk=request.actor, at=timezone.now())
    return redirect("counter:step", visit.id, visit.step)


def _agreed(dossier: Dossier) -> bool:
    return Confirmation.objects.filter(dossier=dossier, outdated_at=None, agreed_at__isnull=False).exists()
