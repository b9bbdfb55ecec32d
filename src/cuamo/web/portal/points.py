"""P3: places where people are helped."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.appointments.selectors.opening import closes, is_open
from cuamo.appointments.selectors.queue import queues_of
from cuamo.catalogue.rules.helpers import Help
from cuamo.catalogue.selectors.helpers import places_for
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import list_agencies
from cuamo.web.audiences import ActedRequest, everyone

PAGE = 30


@everyone
def points(request: ActedRequest) -> HttpResponse:
    """List open places, all or those that help with a procedure; words match names, addresses, wards.

    Each says when it is open today, days off included, how many wait and about how long.
    """
    words, after = request.GET.get("q", "").strip()[:200], request.GET.get("sau", "")[:20]
    now = timezone.now()
    code = request.GET.get("thu-tuc", "").strip()[:20]
    content = version_in_force(code, on=now.astimezone(HANOI).date()).content if code else None
    found: list[tuple[Unit, Help | None]] = (
        [*places_for(content, words=words, after=after, limit=PAGE)]
        if content is not None
        else [(unit, None) for unit in list_agencies(words=words, after=after, limit=PAGE)]
    )
    queues = queues_of([unit.code for unit, _ in found], at=now)
    rows = [
        {
            "unit": unit,
            "help": may,
            "open": is_open(unit, at=now),
            "until": closes(unit, at=now),
            "queue": queues[unit.code],
        }
        for unit, may in found
    ]
    more = found[-1][0].code if len(found) == PAGE else ""
    return render(
        request,
        "portal/points.html",
        {"words": words, "rows": rows, "more": more, "procedure": content, "code": code},
    )
