"""X1: the officer's queue."""

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.rules.deadline import is_soon, slow_after
from cuamo.dossiers.selectors import worklist
from cuamo.dossiers.states import Step
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.words import STEP_WORDS, time_left

OFFICERS = (Role.RECEIVER, Role.SPECIALIST, Role.LEADER, Role.RECORDS_CLERK)
GROUPS = (
    ("", "all", "Tất cả"),
    ("late", "late", "Trễ"),
    ("today", "today", "Hôm nay phải xong"),
    ("back", "back", "Bổ sung mới về"),
    ("new", "new", "Mới"),
    ("mine", "mine", "Đang giữ"),
)


@staff_required(*OFFICERS)
def queue(request: ActedRequest) -> HttpResponse:
    """List what waits for the officer's roles in their territory; filters live in the address."""
    now = timezone.now()
    today_ends = datetime.combine(now.astimezone(HANOI).date(), time(23, 59, 59), tzinfo=HANOI)
    group, step = request.GET.get("nhom", ""), request.GET.get("buoc", "")
    words, after = request.GET.get("q", ""), request.GET.get("sau", "")
    try:
        page = worklist.queue(
            officer=request.actor,
            group=group,
            step=step,
            words=words,
            after=after,
            now=now,
            today_ends=today_ends,
        )
    except ValueError:
        page = worklist.queue(officer=request.actor, group=group, now=now, today_ends=today_ends)
    sizes = worklist.group_sizes(officer=request.actor, now=now, today_ends=today_ends)
    names = names_of({item.procedure_code for item in page.rows})
    places = dict(
        Unit.objects.filter(code__in={item.helped_at for item in page.rows}).values_list("code", "name_vi")
    )
    return render(
        request,
        "officer/queue.html",
        {
            "rows": [_row(item, names, places, now) for item in page.rows],
            "groups": [{"key": key, "name": name, "count": sizes[size]} for key, size, name in GROUPS],
            "group": group,
            "step": step,
            "steps": [(step.value, STEP_WORDS[step]) for step in worklist.steps_of(request.actor)],
            "words": words,
            "next_after": page.next_after,
            "unit": Unit.objects.filter(code=request.actor.unit_code).first(),
        },
    )


def _row(item: WorkItem, names: dict[str, str], places: dict[str, str], now: datetime) -> dict[str, Any]:
    late = item.due_at < now
    soon = not late and is_soon(now=now, started_at=item.arrived_at, due_at=item.due_at)
    slow = not late and now > slow_after(arrived_at=item.arrived_at, step_due_at=item.step_due_at)
    return {
        "item": item,
        "left": time_left(item.due_at, now),
        "person": item.person.full_name if item.person else "",
        "procedure": names.get(item.procedure_code, item.procedure_code),
        "step": STEP_WORDS[Step(item.step)],
        "place": places.get(item.helped_at, "Tự nộp"),
        "flag": "tre" if late else "sap-tre" if soon else "cham" if slow else "",
        "late": late,
    }
