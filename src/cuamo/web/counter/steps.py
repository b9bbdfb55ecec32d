"""The steps of a visit: which module answers which."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.dossiers.models import Visit
from cuamo.dossiers.services.end_visit import go_to_step
from cuamo.dossiers.states import State
from cuamo.web.audiences import ActedRequest, held_by, staff_required
from cuamo.web.counter import check, choose, form, lost, money, new_version, papers, people, send
from cuamo.web.counter.bench import CLERKS, go, reachable, visit_of
from cuamo.web.counter.beside import may_show_papers
from cuamo.web.counter.clerk_here import remember_clerk
from cuamo.web.forms import read_number

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
LAST = 11
NEEDS_DOSSIER = frozenset({4, 5, 6, 7, 8, 9, 10})
NEEDS_DRAFT = NEEDS_DOSSIER
"""Steps that make no sense once the dossier is sent: a second window comes late."""


@staff_required(*CLERKS)
def current(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Go to where the visit stands."""
    visit, dossier = visit_of(request, visit_id)
    return go(visit, min(visit.step, reachable(visit, dossier)))


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
@may_show_papers
@held_by(lost.hold)
def step(request: ActedRequest, visit_id: UUID, step: int) -> HttpResponse:
    """Show a step, or take what was entered there and go on; a step that makes no sense yet is not shown."""
    if step not in _STEPS:
        raise Http404
    visit, dossier = visit_of(request, visit_id)
    furthest = reachable(visit, dossier)
    ends = step == LAST and request.method == "POST" and dossier is None
    if (step > furthest and not ends) or (step in NEEDS_DOSSIER and dossier is None):
        return go(visit, furthest)
    if step in NEEDS_DRAFT and dossier is not None and dossier.state != State.DRAFT:
        if request.method == "POST":
            messages.info(request, f"Hồ sơ {dossier.shown_code} đã nộp rồi, không nộp lần nữa.")
        return go(visit, 11)
    meets = request.method == "GET" and step in new_version.MEETS
    if meets and (way := new_version.must_meet(request, visit, dossier)):
        return way
    measure = _measure(request) if request.method == "POST" else None
    if visit.step != step or visit.parked or (step > 1 and visit.collects_id is not None):
        visit = go_to_step(visit_id=visit.id, clerk=request.actor, step=step, at=timezone.now())
    if measure:
        visit = go_to_step(
            visit_id=visit.id, clerk=request.actor, step=step, measure=measure, at=timezone.now()
        )
    answer = _STEPS[step](request, visit, dossier)
    if request.method == "POST" and answer.status_code == 302:
        lost.past(request, visit, step)
    return remember_clerk(request, answer)


@staff_required(*CLERKS)
@require_POST
@held_by(lost.hold)
def save(request: ActedRequest, visit_id: UUID, step: int = 5) -> HttpResponse:
    """Keep the fields that were just left; nothing is judged, except what cannot be kept at all."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None and step != 1:
        raise Http404
    lost.keep_left(request, visit, dossier, step, at=timezone.now())
    return HttpResponse(status=204)


def _measure(request: ActedRequest) -> dict[str, int] | None:
    found = {key: request.POST.get(key, "") for key in ("presses", "ms")}
    presses = read_number(found["presses"], -1)
    return {"presses": presses, "seconds": read_number(found["ms"]) // 1000} if presses >= 0 else None
