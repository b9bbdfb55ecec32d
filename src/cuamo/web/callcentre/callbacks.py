"""C2: who asked to be called: the queue, and noting each call."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.models import Callback
from cuamo.dossiers.rules.callback import OUTCOMES, Outcome
from cuamo.dossiers.selectors.callbacks import (
    CALLERS,
    call_for,
    callback_terms,
    calls_ended,
    calls_to_make,
)
from cuamo.dossiers.selectors.opinions import asked_now
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.call_back import note_call, open_call
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.callcentre.aloud import paragraph

ENDED = "da-xong"
FIELDS = frozenset({"ket_qua", "tra_loi"})
STATES = {"DONE": "Đã gặp", "MISSED": "Chưa gặp", "CANCELLED": "Người dân bỏ"}


@staff_required(*CALLERS)
@require_GET
def waiting(request: ActedRequest) -> HttpResponse:
    """List whom to call, the earliest term first; the second tab shows what is over."""
    ended, after, now = request.GET.get("nhom") == ENDED, request.GET.get("sau", ""), timezone.now()
    page = (calls_ended if ended else calls_to_make)(caller=request.actor, after=after)
    context = {
        "rows": [_row(each, now) for each in page.rows],
        "ended": ended,
        "after": after,
        "next_after": page.next_after,
        "group": ENDED,
    }
    return render(request, "callcentre/callbacks.html", context)


@staff_required(*CALLERS)
@require_http_methods(["GET", "POST"])
def call(request: ActedRequest, callback_id: UUID) -> HttpResponse:
    """Show the number and what to say; note what the call came to. Opening is logged."""
    found, now = call_for(request.actor, callback_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            note_call(
                callback_id=found.id,
                caller=request.actor,
                outcome=request.POST.get("ket_qua", ""),
                answer=request.POST.get("tra_loi", ""),
                at=now,
            )
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
            found = call_for(request.actor, callback_id)
        else:
            messages.success(request, "Đã ghi lần gọi.")
            return redirect("callbacks:list")
    else:
        open_call(callback=found, caller=request.actor, at=now)
    seen = track(found.dossier, now=now)
    context: dict[str, Any] = _row(found, now) | {
        "track": seen,
        "said": paragraph(found.dossier, seen, asked=asked_now(found.dossier), now=now),
        "calls": [
            {"call": each, "outcome": OUTCOMES[Outcome(each.outcome)][0]}
            for each in sorted(found.calls.all(), key=lambda each: each.number)
        ],
        "outcomes": [(key.value, words[0]) for key, words in OUTCOMES.items()],
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "errors": errors,
        "most": callback_terms().attempts,
    }
    return render(request, "callcentre/callback.html", context, status=status)


def _row(callback: Callback, now: datetime) -> dict[str, Any]:
    return {
        "callback": callback,
        "dossier": callback.dossier,
        "procedure": callback.dossier.version.content["name_vi"],
        "name": callback.person.full_name,
        "late": (callback.ended_at or now) > callback.call_by and callback.state != "CANCELLED",
        "now": callback.state == "WAITING" and callback.window_from <= now <= callback.call_by,
        "state": STATES.get(callback.state, ""),
    }
