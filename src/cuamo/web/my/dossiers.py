"""T1: my dossiers, what needs me on top."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.appointments.selectors.bookings import coming_of
from cuamo.dossiers.selectors.of_person import dossiers_of
from cuamo.dossiers.selectors.proven_number import proven_number
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.states import CLOSED, State
from cuamo.organisation.models import Unit
from cuamo.people.models import Person
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
    context = groups | {"more": more, "first": before is None, "bookings": _bookings(request, now)}
    return render(request, "my/dossiers.html", context)


def _bookings(request: ActedRequest, now: datetime) -> list[dict[str, object]]:
    """Return the times booked with the person's proven number, each with its place and where it is moved."""
    person = Person.objects.filter(id=request.actor.person_id or UUID(int=0)).first()
    number = proven_number(person) if person is not None else None
    if number is None:
        return []
    found = coming_of(number, at=now)
    codes = {booking.unit_code for booking in found}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi")) if codes else {}
    return [{"booking": each, "place": names.get(each.unit_code, each.unit_code)} for each in found]


def _before(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
