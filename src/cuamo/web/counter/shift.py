"""Q15: open and close the shift."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.visits import unsent_of
from cuamo.kernel.errors import DomainError
from cuamo.kernel.money import parse_vnd
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.shifts import free_counters, open_shift_of
from cuamo.organisation.services.shift import close_shift, open_shift
from cuamo.payments.selectors.books import cash_in_of
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def shift(request: ActedRequest) -> HttpResponse:
    """Open with a float, close with a count; a difference and unsent dossiers must be explained."""
    mine = open_shift_of(request.actor.id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if mine is None:
                _open(request)
                return redirect("counter:idle")
            close_shift(
                shift_id=mine.id,
                clerk=request.actor,
                counted_vnd=parse_vnd(request.POST.get("counted", "")),
                cash_in_vnd=cash_in_of(mine.id),
                reason=request.POST.get("reason", ""),
                unsent_count=len(unsent_of(request.actor)),
                unsent_reason=request.POST.get("unsent_reason", ""),
                at=timezone.now(),
            )
        except DomainError as refused:
            errors, status = {refused.where or "ca": phrases.say(refused)}, refused.status
        except ValueError as refused:
            errors, status = {"counted": str(refused)}, 422
        else:
            messages.success(request, "Đã kết ca.")
            return redirect("counter:shift")
    context = {
        "shift": mine,
        "cash_in": cash_in_of(mine.id) if mine else 0,
        "expected": mine.float_vnd + cash_in_of(mine.id) if mine else 0,
        "unsent": unsent_of(request.actor) if mine else [],
        "counters": free_counters(request.actor.unit_code) if mine is None else [],
        "errors": errors,
        "count_error": errors.get("counted_vnd") or errors.get("counted", ""),
        "posted": request.POST,
        "place": "shift",
        "keys": page_keys(back=mine is not None, main=_main_key(open_now=mine is not None)),
        "unit_name": getattr(Unit.objects.filter(code=request.actor.unit_code).first(), "name_vi", ""),
    }
    return render(request, "counter/shift.html", context, status=status)


def _main_key(*, open_now: bool) -> dict[str, Any]:
    return {"key": "F10", "name": "Kết ca" if open_now else "Mở ca", "form": "buoc", "main": True}


def _open(request: ActedRequest) -> None:
    counters = {str(counter.id): counter for counter in free_counters(request.actor.unit_code)}
    chosen = request.POST.get("counter", "") or next(iter(counters), "")
    open_shift(
        clerk=request.actor,
        counter_id=UUID(chosen) if chosen in counters else UUID(int=0),
        float_vnd=parse_vnd(request.POST.get("float", "0") or "0"),
        at=timezone.now(),
    )
