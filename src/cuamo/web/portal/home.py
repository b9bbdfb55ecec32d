"""P1: the front door."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.appointments.selectors.opening import closes
from cuamo.appointments.selectors.queue import queues_of
from cuamo.catalogue.selectors.versions import most_used
from cuamo.kernel.actors import ActorKind
from cuamo.organisation.selectors.agencies import list_agencies
from cuamo.organisation.types import UnitKind
from cuamo.web.account.landing import landing_of
from cuamo.web.audiences import ActedRequest, everyone


@everyone
def home(request: ActedRequest) -> HttpResponse:
    """Search, the procedures most used, three points that help, tracking."""
    now = timezone.now()
    places = list_agencies(kinds=(UnitKind.AGENCY,), limit=3)
    queues = queues_of([unit.code for unit in places], at=now)
    points = [{"unit": unit, "until": closes(unit, at=now), "queue": queues[unit.code]} for unit in places]
    found = {"used": most_used(limit=6), "points": points, "work": _work(request)}
    return render(request, "portal/home.html", found)


def _work(request: ActedRequest) -> str:
    """Return where a member of staff works; empty for everybody else."""
    return landing_of(request.actor) if request.actor.kind is ActorKind.STAFF else ""
