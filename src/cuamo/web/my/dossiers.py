"""T1: my dossiers, what needs me on top."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.dossiers.selectors.of_person import dossiers_of
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.states import CLOSED, State
from cuamo.web.audiences import ActedRequest, citizen_required


@citizen_required
def dossiers(request: ActedRequest) -> HttpResponse:
    """List the citizen's dossiers: to do, moving, done."""
    now = timezone.now()
    groups: dict[str, list[object]] = {"mine": [], "moving": [], "done": []}
    for dossier in dossiers_of(request.actor.person_id, now=timezone.now()):
        row = {"dossier": dossier, "track": track(dossier, now=now)}
        if dossier.state in {State.DRAFT, State.SUPPLEMENT, State.PAYMENT}:
            groups["mine"].append(row)
        else:
            groups["done" if State(dossier.state) in CLOSED - {State.DONE} else "moving"].append(row)
    return render(request, "my/dossiers.html", groups)
