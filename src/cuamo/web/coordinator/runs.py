"""B1, B2: runs of today with their progress, and one run with its envelopes by label alone."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.selectors.coordination import (
    OVER,
    envelopes_of,
    run_of_operators,
    runs_of_operators,
    waiting_exceptions,
)
from cuamo.delivery.states import ParcelState
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit, Ward
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.carriage import STATE_WORDS
from cuamo.web.coordinator.people import COORDINATORS, operators_of


@staff_required(*COORDINATORS, Role.FINANCE)
@require_GET
def runs(request: ActedRequest) -> HttpResponse:
    """Show today's runs and open ones from before; an operator's accountant goes on to the statements."""
    if not request.actor.roles & {role.value for role in COORDINATORS}:
        return redirect("coordinator:statements")
    now = timezone.now()
    units, day = operators_of(request.actor), now.astimezone(HANOI).date()
    page = runs_of_operators(units, day=day, at=now, after=request.GET.get("sau", ""))
    codes = {row.origin_unit for row in page.rows} | {row.operator_code for row in page.rows}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    return render(
        request,
        "coordinator/runs.html",
        {
            "day": day,
            "rows": [_run_row(row, names) for row in page.rows],
            "next_url": "?" + urlencode({"sau": page.next_after}) if page.next_after else "",
            "waiting": waiting_exceptions(units, at=now),
        },
    )


@staff_required(*COORDINATORS)
@require_GET
def run(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Show one run: where each envelope is, which are late; nobody's name, nothing of what is inside."""
    now = timezone.now()
    units = operators_of(request.actor)
    shown = run_of_operators(units, run_id)
    envelopes = envelopes_of(shown)
    codes = {envelope.ward_code for envelope in envelopes}
    wards = dict(Ward.objects.filter(code__in=codes).values_list("code", "full_name"))
    origin = Unit.objects.filter(code=shown.origin_unit).values_list("name_vi", flat=True).first()
    rows = [
        {
            "envelope": envelope,
            "words": "Đã gọi về" if _called_back(envelope) else STATE_WORDS[ParcelState(envelope.state)][0],
            "ward": wards.get(envelope.ward_code, ""),
            "late": envelope.deliver_by and envelope.deliver_by < now and envelope.state not in OVER,
        }
        for envelope in envelopes
    ]
    return render(
        request,
        "coordinator/run.html",
        {
            "run": shown,
            "rows": rows,
            "origin": origin or shown.origin_unit,
            "done": sum(envelope.state == ParcelState.DELIVERED for envelope in envelopes),
            "late": sum(bool(row["late"]) for row in rows),
        },
    )


def _run_row(row: Run, names: dict[str, str]) -> dict[str, Any]:
    return {
        "run": row,
        "origin": names.get(row.origin_unit, row.origin_unit),
        "operator": names.get(row.operator_code, row.operator_code),
    }


def _called_back(envelope: Parcel) -> bool:
    return envelope.recalled_at is not None and envelope.state not in OVER
