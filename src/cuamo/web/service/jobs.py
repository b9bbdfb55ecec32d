"""V3: one page for long work of any kind, `/viec/{id}` (ux §11)."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.kernel.actors import ActorKind
from cuamo.web.audiences import ANONYMOUS, ActedRequest, everyone
from cuamo.web.service.mine import own_work
from cuamo.web.service.work import work_of


@everyone
@require_GET
def job(request: ActedRequest, work_id: UUID) -> HttpResponse:
    """Show how far the work is and what came of it, to those who may see it; htmx asks for the part alone.

    A citizen sees their own work only, on a page of theirs.
    """
    if request.actor is ANONYMOUS:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    response = _shown(request, work_id)
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response


def _shown(request: ActedRequest, work_id: UUID) -> HttpResponse:
    if request.actor.kind is ActorKind.CITIZEN:
        mine = own_work(work_id, request.actor)
        if mine is None:
            raise Http404
        return render(request, "service/job_mine.html", mine)
    work = work_of(work_id, request.actor, now=timezone.now())
    if work is None:
        raise Http404
    part = request.headers.get("HX-Request") == "true"
    return render(request, "service/_job.html" if part else "service/job.html", {"work": work})
