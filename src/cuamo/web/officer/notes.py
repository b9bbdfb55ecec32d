"""Internal notes on X2: written at once, struck through, never taken away."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.services.strike_note import strike_note
from cuamo.dossiers.services.write_note import write_note
from cuamo.kernel.errors import Invalid
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.dossier import may_work, page_of, readable
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.queue import OFFICERS


@staff_required(*OFFICERS)
@require_POST
def write(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Keep a note and show it on the dossier; refused, the words are still in their field."""
    now = timezone.now()
    try:
        write_note(dossier_id=dossier_id, officer=request.actor, text=request.POST.get("note", ""), at=now)
    except Invalid as error:
        dossier = readable(request, dossier_id, now)
        item = WorkItem.objects.filter(dossier_id=dossier_id).first()
        mine = item is not None and may_work(request, item)
        page = page_of(request, dossier, item, now, mine=mine) | {"errors": {"note": phrases.say(error)}}
        return render(request, "officer/dossier.html", page, status=error.status)
    return redirect(_back(request, dossier_id))


@staff_required(*OFFICERS)
@require_POST
def strike(request: ActedRequest, dossier_id: UUID, note_id: UUID) -> HttpResponse:
    """Strike a note through."""
    strike_note(note_id=note_id, officer=request.actor, at=timezone.now())
    return redirect(_back(request, dossier_id))


def _back(request: ActedRequest, dossier_id: UUID) -> str:
    return reverse("officer:dossier", args=[dossier_id]) + Filters.of(request).query + "#ghi-chu"
