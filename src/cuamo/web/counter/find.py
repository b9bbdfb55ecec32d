"""Q12 and F4: what is not sent yet, and any dossier of this place by its code, any procedure by its name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.catalogue.selectors.search import search
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.selectors.visits import unsent_of
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.organisation.selectors.scope import units_under
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.ladder import ladder_steps

MOST_FOUND = 9


@staff_required(*CLERKS)
def unsent(request: ActedRequest) -> HttpResponse:
    """List every draft of this clerk's open visits."""
    return render(
        request,
        "counter/unsent.html",
        {"drafts": unsent_of(request.actor), "place": "unsent", "keys": page_keys(back=True)},
    )


@staff_required(*CLERKS)
def find(request: ActedRequest) -> HttpResponse:
    """Find one dossier that was helped at this place, else procedures by everyday words."""
    words = request.GET.get("q", "").strip()
    found = None
    for kind in ("CODE", "REF", "EXTERNAL"):
        found = found or (dossier_of_key(kind, words.upper()) if words else None)
    if found is not None and found.helped_at not in units_under(request.actor.unit_code):
        found = None
    seen = track(found, now=timezone.now()) if found else None
    procedures = (
        [(hit.code, hit.name_vi) for hit in search(words, limit=MOST_FOUND)] if words and not found else []
    )
    context = {
        "words": words,
        "found": found,
        "track": seen,
        "rungs": ladder_steps(seen) if seen else [],
        "procedures": procedures,
        "place": "find",
        "keys": [key for key in page_keys(back=True) if key["key"] != "F4"],
    }
    return render(request, "counter/find.html", context)
