"""The checklist of X2: one's own ticks, saved the moment they are made; how far colleagues came."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier, Examination, WorkItem
from cuamo.dossiers.selectors.desk_checks import checks_for, examinations_of, how_far
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
    kept = examinations_of(dossier)
    lines: list[dict[str, Any]] = []
    if mine and item is not None:
        own = next((row for row in kept if (row.step, row.officer_id) == (item.step, officer.id)), None)
        by_key = {slot.need.key: slot for slot in slots}
        lines = [
            {"check": check, "slot": by_key.get(check.about), "at": _moment(own, check.key)}
            for check in checks_for(dossier, item.step)
        ]
    others = [far for row in kept if row.officer_id != officer.id and (far := how_far(dossier, row))]
    return {
        "lines": lines,
        "ticked": sum(line["at"] is not None for line in lines),
        "others": [{"who": row, "step": STEP_WORDS[Step(row.step)]} for row in others],
    }


def _moment(own: Examination | None, key: str) -> datetime | None:
    at = own.marks.get(key) if own else None
    return datetime.fromisoformat(at) if at else None
