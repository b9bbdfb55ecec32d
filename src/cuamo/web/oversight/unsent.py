"""S2: what was done without the network and still waits on a counter's PC."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.selectors.unsent import POINT_AFTER, waiting_on_pcs
from cuamo.dossiers.services.settle_report import SETTLERS, settle_report
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Unit
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.words import time_left
from cuamo.web.oversight.people import WATCHERS, place_of, territory_of


@staff_required(*WATCHERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """List PCs of the territory that hold something for over four hours, oldest first."""
    return _page(request)


@staff_required(*SETTLERS)
@require_POST
def settle(request: ActedRequest, report_id: UUID) -> HttpResponse:
    """Stop watching a PC that is broken or lost, with a reason."""
    reason = request.POST.get(field_of(report_id), "")
    try:
        settle_report(report_id=report_id, reason=reason, officer=request.actor, at=timezone.now())
    except Invalid as refused:
        return _page(request, wrong=report_id, error=phrases.say(refused), typed=reason)
    messages.success(request, "Đã ngừng theo dõi máy này. Máy báo lại thì hiện lại.")
    return redirect("oversight:unsent")


def _page(
    request: ActedRequest, *, wrong: UUID | None = None, error: str = "", typed: str = ""
) -> HttpResponse:
    now = timezone.now()
    rows = rows_of(territory_of(request.actor), now)
    for row in rows:
        if row["row"].report_id == wrong:
            row |= {"error": error, "typed": typed}
    context = {
        "rows": rows,
        "may_settle": bool(request.actor.roles & {role.value for role in SETTLERS}),
        "errors": {field_of(wrong): error} if wrong else {},
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/unsent.html", context, status=422 if error else 200)


def field_of(report_id: UUID) -> str:
    """Return the name of the reason's field: each row has its own."""
    return f"reason-{report_id.hex}"


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
            "field": field_of(row.report_id),
            "heard": time_left(row.reported_at, now).removeprefix("trễ "),
        }
        for row in found
    ]
