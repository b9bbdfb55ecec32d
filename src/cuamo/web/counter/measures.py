"""Presses and seconds per step: a clerk's own, beside the counter's last week; and the lead's medians."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.dossiers.selectors.visits import finished_of
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.oversight.selectors.figures import FEW, last_update
from cuamo.oversight.selectors.steps import StepMedian, medians_of_measures, step_medians
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, STEPS, page_keys
from cuamo.web.oversight.charts import bars

WEEK = timedelta(days=7)
PERIODS = {"7": 7, "28": 28}
OPEN_HOURS = range(7, 19)


@staff_required(*CLERKS)
@require_GET
def mine(request: ActedRequest) -> HttpResponse:
    """Show the clerk their own day; nobody else sees it."""
    now = timezone.now().astimezone(HANOI)
    start = datetime.combine(now.date(), time(0), tzinfo=HANOI)
    done = finished_of(request.actor, since=start)
    own = medians_of_measures(
        [
            (visit.measures, int((visit.ended_at - visit.started_at).total_seconds()))
            for visit in done
            if visit.ended_at
        ]
    )
    week = step_medians(request.actor.unit_code, now.date() - WEEK, now.date() - timedelta(days=1))
    hours = [visit.started_at.astimezone(HANOI).hour for visit in done]
    shown = range(min([*hours, OPEN_HOURS.start]), max([*hours, OPEN_HOURS.stop - 1]) + 1)
    counts = [hours.count(hour) for hour in shown]
    context = {
        "visits": len(done),
        "hours": [(f"{hour}:00", count) for hour, count in zip(shown, counts, strict=True)],
        "bars": bars(counts, [str(hour) for hour in shown], late=0),
        "busiest": max(shown, key=lambda hour: counts[hour - shown.start]) if done else None,
        "rows": [(name, own.get(step), week.get(step)) for step, name in _steps(own, week)],
        "whole": (own.get(0), week.get(0)),
        **_page(request),
    }
    return render(request, "counter/measures.html", context)


@staff_required(Role.SHIFT_LEAD)
@require_GET
def point(request: ActedRequest) -> HttpResponse:
    """Show the lead the medians per step of the whole place; no clerk is told apart."""
    days = PERIODS.get(request.GET.get("ngay", ""), 7)
    today = timezone.now().astimezone(HANOI).date()
    first = today - timedelta(days=days - 1)
    found = step_medians(request.actor.unit_code, first, today)
    shown = [(STEPS[step - 1], median) for step, median in found.items() if step]
    seen = [(name, median) for name, median in shown if median.seconds is not None]
    context = {
        "days": days,
        "first": first,
        "last": today,
        "whole": found.get(0),
        "rows": shown,
        "bars": bars(
            [median.seconds or 0 for _, median in seen], [str(median.step) for _, median in seen], late=0
        ),
        "slowest": max(seen, key=lambda row: row[1].seconds or 0, default=None),
        **_page(request),
    }
    return render(request, "counter/measures_point.html", context)


def _steps(own: dict[int, StepMedian], week: dict[int, StepMedian]) -> list[tuple[int, str]]:
    return [(step, STEPS[step - 1]) for step in sorted((own.keys() | week.keys()) - {0})]


def _page(request: ActedRequest) -> dict[str, Any]:
    unit = Unit.objects.filter(code=request.actor.unit_code).first()
    return {
        "few": FEW,
        "updated": last_update(),
        "place": "measures",
        "leads": Role.SHIFT_LEAD in request.actor.roles,
        "unit_name": unit.name_vi if unit else "",
        "keys": page_keys(back=True),
    }
