"""Q12 and F4: what is not sent yet, and any dossier of this place by its code."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.selectors.visits import unsent_of
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.organisation.selectors.scope import units_under
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS
from cuamo.web.ladder import ladder_steps


@staff_required(*CLERKS)
def unsent(request: ActedRequest) -> HttpResponse:
    """List every draft of this clerk's open visits."""
    return render(request, "counter/unsent.html", {"drafts": unsent_of(request.actor)})


@staff_required(*CLERKS)
def find(request: ActedRequest) -> HttpResponse:
    """Find one dossier that was helped at this place."""
    words = request.GET.get("q", "").strip().upper()
    found = None
    for kind in ("CODE", "REF", "EXTERNAL"):
        found = found or (dossier_of_key(kind, words) if words else None)
    if found is not None and found.helped_at not in units_under(request.actor.unit_code):
        found = None
    seen = track(found, now=timezone.now()) if found else None
    context = {"words": words, "found": found, "track": seen, "rungs": ladder_steps(seen) if seen else []}
    return render(request, "counter/find.html", context)
