"""Q4: ask, at the counter, that a stuck dossier of this place be moved; read what was answered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.expedites import expedites_of, may_be_hurried, stuck
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.expedite import ask_expedite
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.scope import units_under
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.ladder import ladder_steps


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def urge(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show where the dossier stands and what was asked before; take a request with its reason."""
    now = timezone.now()
    dossier = Dossier.objects.select_related("version").filter(id=dossier_id).first()
    here = units_under(request.actor.unit_code)
    if dossier is None or dossier.state == State.DRAFT or dossier.helped_at not in here:
        raise unknown_dossier()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            asked = ask_expedite(
                dossier_id=dossier.id, asker=request.actor, reason=request.POST.get("ly_do", ""), at=now
            )
        except DomainError as refused:
            place = "ly_do" if refused.where == "ly_do" else "gui"
            errors, status = {place: phrases.say(refused)}, refused.status
        else:
            messages.success(request, asked.words)
            return redirect("counter:urge", dossier.id)
    seen = track(dossier, now=now)
    requests = expedites_of(dossier.id)
    context = {
        "dossier": dossier,
        "track": seen,
        "rungs": ladder_steps(seen),
        "requests": requests,
        "stuck": stuck(dossier, now=now),
        "may_ask": may_be_hurried(dossier, requests),
        "hours": ladder_set().expedite_answer_working_hours,
        "typed": {"ly_do": request.POST.get("ly_do", "")},
        "errors": errors,
        "place": "find",
        "keys": page_keys(back=True),
    }
    return render(request, "counter/urge.html", context, status=status)
