"""S2: what was done without the network and still waits on a counter's PC."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.dossiers.selectors.unsent import POINT_AFTER, waiting_on_pcs
from cuamo.organisation.models import Unit
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.words import time_left
from cuamo.web.oversight.people import WATCHERS, place_of, territory_of


@staff_required(*WATCHERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """List PCs of the territory that hold something for over four hours, oldest first."""
    now = timezone.now()
    rows = rows_of(territory_of(request.actor), now)
    context = {"rows": rows, "now": now, "unit_name": place_of(request.actor)}
    return render(request, "oversight/unsent.html", context)


def rows_of(units: Collection[str], now: datetime) -> list[dict[str, Any]]:
    """Return the rows a page shows: point with its phone, clerk, how many, how old, when last heard of."""
    found = waiting_on_pcs(units=units, now=now, longer_than=POINT_AFTER)
    places = Unit.objects.in_bulk({row.agency_code for row in found})
    return [
        {
            "row": row,
            "place": places[row.agency_code].name_vi if row.agency_code in places else row.agency_code,
            "phone": places[row.agency_code].phone if row.agency_code in places else "",
            "age": time_left(row.oldest_since, now).removeprefix("trễ "),
            "heard": time_left(row.reported_at, now).removeprefix("trễ "),
        }
        for row in found
    ]
