"""A draft that waited at the counter meets a newer version of its procedure."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.rules import questions
from cuamo.catalogue.rules.carry_answers import Carried
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.meet_new_version import (
    meet_new_version,
    must_be_told,
    newer_version,
    what_would_change,
)
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, page_keys, step_page, visit_of

MEETS = frozenset({4, 5, 6, 7})
"""Steps where a draft can still change; what the citizen is confirming or has confirmed goes on."""


def must_meet(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse | None:
    """Return the way to the page of what changed; None when the draft may go on as it stands.

    A newer version that changes nothing a person reads costs no press: the draft moves by itself.
    """
    now = timezone.now()
    if dossier is None or dossier.confirmed_at is not None or newer_version(dossier, at=now) is None:
        return None
    if must_be_told(dossier, at=now):
        return redirect("counter:new-version", visit.id)
    meet_new_version(dossier_id=dossier.id, actor=request.actor, at=now)
    dossier.refresh_from_db()
    return None


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def meet(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Show what changed since the draft was begun; POST (F10) goes on under the newer version."""
    visit, dossier = visit_of(request, visit_id)
    now = timezone.now()
    newer = newer_version(dossier, at=now) if dossier is not None else None
    if dossier is None or newer is None:
        return redirect("counter:visit", visit.id)
    if request.method == "POST":
        carried = meet_new_version(dossier_id=dossier.id, actor=request.actor, at=now)
        messages.success(request, "Đã chuyển sang bản mới. Câu trả lời còn khớp được giữ.")
        dossier.refresh_from_db()
        return go(visit, _next(visit, dossier, carried))
    carried = what_would_change(dossier, at=now)
    return step_page(
        request,
        visit,
        dossier,
        max(visit.step, min(MEETS)),
        "counter/new_version.html",
        newer=newer,
        carried=carried,
        kept=len(carried.answers) + len(carried.values) if carried else 0,
        keys=[
            {"key": "Esc", "name": "Để chờ", "url": reverse("counter:idle")},
            *(key for key in page_keys() if key["key"] != "Esc"),
            {"key": "F10", "name": "Làm tiếp theo bản mới", "form": "buoc", "main": True},
        ],
    )


def _next(visit: Visit, dossier: Dossier, carried: Carried | None) -> int:
    """Return the first step where something is open now; else where the visit stood."""
    if questions.missing(dossier.version.content, dossier.answers):
        return 4
    if carried is not None and (carried.to_answer or carried.dropped):
        return 5
    if carried is not None and carried.papers_needed:
        return 6
    return min(max(visit.step, min(MEETS)), max(MEETS))
