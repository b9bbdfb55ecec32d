"""What the machine read from the papers of a draft: shown in violet, taken over by a press."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import papers_given
from cuamo.dossiers.selectors.proposals import papers_read, proposals_for
from cuamo.dossiers.services.take_proposal import take_proposal
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, visit_of


def read_of(visit: Visit, dossier: Dossier, step: int) -> dict[str, Any]:
    """Return what the section shows: proposals to take, how many agree, notes, how many papers wait."""
    given = papers_given(dossier)
    proposals = proposals_for(dossier, given)
    papers = papers_read(dossier, given, now=timezone.now())
    return {
        "proposals": [found for found in proposals if not found.agrees],
        "agreeing": sum(found.agrees for found in proposals),
        "noted": [paper for paper in papers.values() if paper.notes],
        "waiting": sum(paper.waiting for paper in papers.values()),
        "take_url": reverse("counter:take", args=[visit.id, step]),
        "again_url": reverse("counter:read", args=[visit.id, step]),
    }


@staff_required(*CLERKS)
@require_GET
def read(request: ActedRequest, visit_id: UUID, step: int) -> HttpResponse:
    """Answer the section alone, for the page that waits for papers being read."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    return render(request, "counter/_read.html", {"read": read_of(visit, dossier, step)})


@staff_required(*CLERKS)
@require_POST
def take(request: ActedRequest, visit_id: UUID, step: int) -> HttpResponse:
    """Take one proposal over into the form and come back to the step."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    key, _, paper = request.POST.get("dung", "").partition(" ")
    try:
        paper_id = UUID(paper)
    except ValueError:
        raise Http404 from None
    try:
        take_proposal(
            dossier_id=dossier.id, actor=request.actor, field_key=key, paper_id=paper_id, at=timezone.now()
        )
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return go(visit, 5 if step == 5 else 6)
