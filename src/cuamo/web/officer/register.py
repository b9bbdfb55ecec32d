"""Form 07: choose a unit and a period, get the register of what it received as PDF."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import LongRun
from cuamo.dossiers.services.print_register import (
    KEEPERS,
    MOST_DAYS_AT_ONCE,
    print_register,
    start_register,
)
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import UnitKind
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.files import pdf

RECEIVING = (UnitKind.POINT, UnitKind.BRANCH)
SHOWN = 20


@staff_required(*sorted(KEEPERS))
@require_http_methods(["GET", "POST"])
def choose(request: ActedRequest) -> HttpResponse:
    """Ask for unit and period; POST answers the PDF of a month, or has a longer one printed."""
    today = to_hanoi(timezone.now()).date()
    units = units_that_receive(request)
    typed = {
        "don_vi": request.POST.get("don_vi", units[0][0] if units else ""),
        "tu": request.POST.get("tu", today.replace(day=1).isoformat()),
        "den": request.POST.get("den", today.isoformat()),
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _answer(request, typed)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors = {refused.where or "den": phrases.say(refused)}
    return render(
        request,
        "officer/register.html",
        {
            "units": units,
            "typed": typed,
            "errors": errors,
            "runs": [_shown(run) for run in _runs(request).order_by("-started_at")[:SHOWN]],
            "most_days": MOST_DAYS_AT_ONCE,
            "unit_name": desk_of(request.actor),
        },
        status=422 if errors else 200,
    )


@staff_required(*sorted(KEEPERS))
@require_GET
def show(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """How far a longer register is, and the way to it."""
    run = _runs(request).filter(id=run_id).first()
    if run is None:
        raise Http404
    part = request.headers.get("HX-Request") == "true"
    template = "officer/_register_run.html" if part else "officer/register_run.html"
    return render(request, template, _shown(run) | {"unit_name": desk_of(request.actor)})


@staff_required(*sorted(KEEPERS))
@require_GET
def download(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer the printed register, for whoever asked for it."""
    run = _runs(request).filter(id=run_id).select_related("file").first()
    if run is None or run.file is None:
        raise Http404
    return pdf(content_of(run.file), f"so-theo-doi-{run.params['unit']}")


def units_that_receive(request: ActedRequest) -> list[tuple[str, str]]:
    """Return the points and branches of the officer's territory."""
    found = Unit.objects.filter(code__in=units_under(request.actor.unit_code), kind__in=RECEIVING)
    return list(found.order_by("kind", "name_vi").values_list("code", "name_vi"))


def _answer(request: ActedRequest, typed: Mapping[str, str]) -> HttpResponse:
    first, last = _day(typed["tu"], "tu"), _day(typed["den"], "den")
    asked: dict[str, Any] = {
        "unit_code": typed["don_vi"],
        "first": first,
        "last": last,
        "officer": request.actor,
        "at": timezone.now(),
    }
    if last - first >= timedelta(days=MOST_DAYS_AT_ONCE):
        return redirect("officer:register-run", start_register(**asked).id)
    return pdf(print_register(**asked), f"so-theo-doi-{typed['don_vi']}-{first:%Y%m%d}-{last:%Y%m%d}")


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("register.day", "Chọn một ngày.", "Choose a day.", where=where) from None


def _runs(request: ActedRequest) -> Any:
    """Only one's own: the file names everybody who filed there."""
    return LongRun.objects.filter(kind="REGISTER", started_by__id=request.actor.id)


def _shown(run: LongRun) -> dict[str, Any]:
    return {
        "run": run,
        "first": date.fromisoformat(run.params["first"]),
        "last": date.fromisoformat(run.params["last"]),
        "place": Unit.objects.filter(code=run.params["unit"]).values_list("name_vi", flat=True).first(),
    }
