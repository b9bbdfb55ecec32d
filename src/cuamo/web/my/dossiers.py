"""T1: my dossiers, what needs me on top."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.dossiers.selectors.of_person import dossiers_of
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.states import CLOSED, State
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.my.next_step import next_step, terms_of

PAGE = 30
"""So many on one page: it stays light enough for a slow phone."""


@citizen_required
def dossiers(request: ActedRequest) -> HttpResponse:
    """List the citizen's dossiers: to do, moving, done; each with its next step, day and holder."""
    now, before = timezone.now(), _before(request.GET.get("truoc", ""))
    found = dossiers_of(request.actor.person_id, now=now, before=before)
    shown, terms = found[:PAGE], terms_of(found[:PAGE])
    groups: dict[str, list[object]] = {"mine": [], "moving": [], "done": []}
    for dossier in shown:
        seen = track(dossier, now=now)
        step = next_step(dossier, seen, terms)
        row = {"dossier": dossier, "track": seen, "next": step}
        if step.mine:
            groups["mine"].append(row)
        else:
            groups["done" if State(dossier.state) in CLOSED - {State.DONE} else "moving"].append(row)
    more = str(shown[-1].id) if len(found) > PAGE else ""
    return render(request, "my/dossiers.html", groups | {"more": more, "first": before is None})


def _before(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
