"""The checklist of X2: one's own ticks, saved the moment they are made; how far colleagues came."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.selectors.desk_checks import checks_for, examined_by_others, marks_of
from cuamo.dossiers.selectors.papers import PaperSlot
from cuamo.dossiers.services.examine import tick_check
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.queue import OFFICERS
from cuamo.web.officer.words import STEP_WORDS


@staff_required(*OFFICERS)
@require_POST
def tick(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Save one tick, or take it back; answers how many there are now."""
    row = tick_check(
        dossier_id=dossier_id,
        officer=request.actor,
        key=request.POST.get("viec", ""),
        on=request.POST.get("xong") == "1",
        at=timezone.now(),
    )
    dossier = Dossier.objects.select_related("version").get(id=dossier_id)
    keys = {check.key for check in checks_for(dossier, row.step)}
    return render(request, "officer/_ticked.html", {"ticked": len(keys & row.marks.keys()), "of": len(keys)})


def checks_shown(
    dossier: Dossier, item: WorkItem | None, slots: list[PaperSlot], officer: Actor, *, mine: bool
) -> dict[str, Any]:
    """Return the list to tick where the step is the officer's, and what others ticked before."""
    by_key = {slot.need.key: slot for slot in slots}
    marks: dict[str, datetime] = {}
    lines: list[dict[str, Any]] = []
    if mine and item is not None:
        marks = dict(marks_of(dossier, item.step, officer.id))
        lines = [
            {"check": check, "slot": by_key.get(check.about), "at": marks.get(check.key)}
            for check in checks_for(dossier, item.step)
        ]
    others = examined_by_others(dossier, officer.id)
    return {
        "lines": lines,
        "ticked": sum(line["at"] is not None for line in lines),
        "others": [{"who": row, "step": STEP_WORDS[Step(row.step)]} for row in others],
    }
