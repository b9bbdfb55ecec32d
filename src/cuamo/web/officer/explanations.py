"""Explanations the centre demands of a unit: the list of its leader, and the answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.organisation.types import Role
from cuamo.oversight.models import Explanation
from cuamo.oversight.selectors.explanations import LATELY, explanation_for, explanations_of
from cuamo.oversight.services.explain import give_explanation, unknown
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.words import LIST_KEYS, time_left

STATES = {
    "ASKED": "chờ giải trình",
    "ANSWERED": "đã gửi, Trung tâm đang xem",
    "SENT_BACK": "trả lại, cần viết thêm",
    "ACCEPTED": "đã chấp nhận",
}
WAITING = frozenset({"ASKED", "SENT_BACK"})
KEYS = (("F10", "gửi giải trình"), ("Esc", "về danh sách"))


@staff_required(Role.LEADER)
@require_GET
def explanations(request: ActedRequest) -> HttpResponse:
    """List what the centre wants explained, what waits for an answer first."""
    now = timezone.now()
    rows = [row_of(each, now) for each in explanations_of(request.actor)[: 2 * LATELY]]
    rows.sort(key=lambda row: not row["waits"])
    context = {"rows": rows, "unit_name": desk_of(request.actor), "keys_here": LIST_KEYS}
    return render(request, "officer/explanations.html", context)


@staff_required(Role.LEADER)
@require_http_methods(["GET", "POST"])
def explanation(request: ActedRequest, explanation_id: UUID) -> HttpResponse:
    """Show what is to be explained and take the answer."""
    now = timezone.now()
    found = explanation_for(request.actor, explanation_id)
    if found is None:
        raise unknown()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            give_explanation(
                explanation_id=found.id,
                leader=request.actor,
                answer=request.POST.get("giai_trinh", ""),
                at=now,
            )
        except DomainError as refused:
            place = "giai_trinh" if refused.where == "giai_trinh" else "gui"
            errors, status = {place: phrases.say(refused)}, refused.status
        else:
            messages.success(request, "Đã gửi giải trình. Trung tâm sẽ xem.")
            return redirect("officer:explanations")
    context = row_of(found, now) | {
        "errors": errors,
        "typed": {"giai_trinh": request.POST.get("giai_trinh", found.answer)},
        "unit_name": desk_of(request.actor),
        "keys_here": KEYS,
    }
    return render(request, "officer/explanation.html", context, status=status)


def row_of(asked: Explanation, now: datetime) -> dict[str, Any]:
    """Return one demand as lists and pages show it."""
    waits = asked.state in WAITING
    return {
        "asked": asked,
        "url": reverse("officer:explanation", args=[asked.id]),
        "state": STATES[asked.state],
        "waits": waits,
        "left": time_left(asked.answer_by, now),
        "late": asked.answer_by < (now if waits else asked.answered_at or now),
    }
