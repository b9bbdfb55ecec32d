"""The steps of a visit: which module answers which."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.dossiers.models import Visit
from cuamo.dossiers.services.end_visit import go_to_step
from cuamo.dossiers.services.fill_form import fill_form
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter import check, choose, form, money, papers, people, send
from cuamo.web.counter.bench import CLERKS, go, reachable, visit_of
from cuamo.web.counter.form import typed_values

Step = Callable[[ActedRequest, Visit, Any], HttpResponse]
_STEPS: dict[int, Step] = {
    1: people.person,
    2: people.consent,
    3: choose.procedure,
    4: choose.answers,
    5: form.fill,
    6: papers.papers,
    7: check.summary,
    8: check.code,
    9: money.pay,
    10: send.send,
    11: send.farewell,
}
NEEDS_DOSSIER = frozenset({4, 5, 6, 7, 8, 9, 10})


@staff_required(*CLERKS)
def current(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Go to where the visit stands."""
    visit, dossier = visit_of(request, visit_id)
    return go(visit, min(visit.step, reachable(visit, dossier)))


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def step(request: ActedRequest, visit_id: UUID, step: int) -> HttpResponse:
    """Show a step, or take what was entered there and go on; a step that makes no sense yet is not shown."""
    if step not in _STEPS:
        raise Http404
    visit, dossier = visit_of(request, visit_id)
    furthest = reachable(visit, dossier)
    if step > furthest or (step in NEEDS_DOSSIER and dossier is None):
        return go(visit, furthest)
    if visit.step != step:
        visit = go_to_step(
            visit_id=visit.id, clerk=request.actor, step=step, measure=_measure(request), at=timezone.now()
        )
    return _STEPS[step](request, visit, dossier)


@staff_required(*CLERKS)
@require_POST
def save(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Keep the fields that were just left; nothing is judged."""
    _, dossier = visit_of(request, visit_id)
    if dossier is None:
        raise Http404
    raw = typed_values(request, dossier, only_posted=True)
    fill_form(dossier_id=dossier.id, actor=request.actor, raw=raw, at=timezone.now(), partly=True)
    return HttpResponse(status=204)


def _measure(request: ActedRequest) -> dict[str, int] | None:
    found = {key: request.POST.get(key, request.GET.get(key, "")) for key in ("presses", "ms")}
    if not found["presses"].isdigit():
        return None
    millis = int(found["ms"]) if found["ms"].isdigit() else 0
    return {"presses": int(found["presses"]), "seconds": millis // 1000}
