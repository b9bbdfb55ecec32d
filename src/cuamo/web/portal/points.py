"""P3: places where people are helped."""

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.appointments.selectors.opening import closes, is_open
from cuamo.appointments.selectors.queue import queues_of
from cuamo.catalogue.rules.helpers import Help
from cuamo.catalogue.selectors.helpers import places_for, places_near
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.organisation.rules.distance import is_on_earth
from cuamo.organisation.selectors.agencies import list_agencies
from cuamo.web.audiences import ActedRequest, everyone

PAGE = 30
HERE = re.compile(r"(-?\d{1,2}\.\d{1,2}),(-?\d{1,3}\.\d{1,2})", re.ASCII)


@everyone
def points(request: ActedRequest) -> HttpResponse:
    """List open places, all or those that help with a procedure; words match names, addresses, wards.

    Each says when it is open today, days off included, how many wait and about how long.
    """
    words, after = request.GET.get("q", "").strip()[:200], request.GET.get("sau", "")[:20]
    now = timezone.now()
    code = request.GET.get("thu-tuc", "").strip()[:20]
    content = version_in_force(code, on=now.astimezone(HANOI).date()).content if code else None
    here = _here(request.GET.get("gan", ""))
    metres: dict[str, int] = {}
    found: list[tuple[Unit, Help | None]]
    if here is not None and not words:
        around = places_near(content, lat=here[0], lon=here[1], limit=PAGE)
        metres = {hit.unit.code: hit.metres for hit, _ in around}
        found = [(hit.unit, may) for hit, may in around]
    elif content is not None:
        found = [*places_for(content, words=words, after=after, limit=PAGE)]
    else:
        found = [(unit, None) for unit in list_agencies(words=words, after=after, limit=PAGE)]
    queues = queues_of([unit.code for unit, _ in found], at=now)
    rows = [
        {
            "unit": unit,
            "help": may,
            "open": is_open(unit, at=now),
            "until": closes(unit, at=now),
            "queue": queues[unit.code],
            "km": _km(metres[unit.code]) if unit.code in metres else "",
        }
        for unit, may in found
    ]
    more = found[-1][0].code if len(found) == PAGE and not metres else ""
    return render(
        request,
        "portal/points.html",
        {
            "words": words,
            "rows": rows,
            "more": more,
            "procedure": content,
            "code": code,
            "near": bool(metres),
        },
    )


def _here(text: str) -> tuple[float, float] | None:
    """Read where somebody is, as the page sends it, to about a kilometre: `21.03,105.85`."""
    found = HERE.fullmatch(text)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    return (lat, lon) if is_on_earth(lat, lon) else None


def _km(metres: int) -> str:
    """Return a distance as it is known: the person's place is rounded, so is this."""
    return f"{max(1, round(metres / 1000))} km"
