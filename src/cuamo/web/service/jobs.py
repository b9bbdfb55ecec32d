"""V3: one page for long work of any kind, `/viec/{id}` (ux §11)."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.service.work import work_of


@staff_required()
@require_GET
def job(request: ActedRequest, work_id: UUID) -> HttpResponse:
    """Show how far the work is and what came of it, to those who may see it; htmx asks for the part alone."""
    work = work_of(work_id, request.actor, now=timezone.now())
    if work is None:
        raise Http404
    part = request.headers.get("HX-Request") == "true"
    return render(request, "service/_job.html" if part else "service/job.html", {"work": work})
