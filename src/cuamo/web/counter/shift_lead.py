"""Q15 for the lead: every shift of the day, closing for an absent clerk, the day sheet on A4."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.services.finish_shift import finish_shift
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.organisation.models import Shift, Unit
from cuamo.organisation.selectors.shifts import shifts_on, waiting_handovers
from cuamo.organisation.types import Role
from cuamo.payments.selectors.books import cash_in_of_shifts
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import page_keys
from cuamo.web.counter.shift import closing_of, ending_of

FIRST_DAY = date(2020, 1, 1)
"""No counter is older than the first agencies."""


@staff_required(Role.SHIFT_LEAD)
@require_GET
def day(request: ActedRequest) -> HttpResponse:
    """List the shifts of a day at the agency; printed, it is the day sheet (bảng kê trong ngày)."""
    today = timezone.now().astimezone(HANOI).date()
    chosen = _day(request.GET.get("ngay", ""), today)
    start = datetime.combine(chosen, time(0), tzinfo=HANOI)
    shifts = list(shifts_on(request.actor.unit_code, since=start, until=start + timedelta(days=1)))
    taken = cash_in_of_shifts([shift.id for shift in shifts])
    rows = [_row(shift, taken.get(shift.id, 0), start) for shift in shifts]
    unit = Unit.objects.filter(code=request.actor.unit_code).first()
    context = {
        "day": chosen,
        "rows": rows,
        "totals": {
            name: sum(row[name] for row in rows) for name in ("float", "cash_in", "counted", "differs")
        },
        "waiting": waiting_handovers(request.actor.unit_code),
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1) if chosen < today else None,
        "printed_at": timezone.now(),
        "unit": unit,
        "unit_name": unit.name_vi if unit else "",
        "place": "shift",
        "keys": page_keys(back=True),
    }
    return render(request, "counter/shift_day.html", context)


@staff_required(Role.SHIFT_LEAD)
@require_http_methods(["GET", "POST"])
def close_for(request: ActedRequest, shift_id: UUID) -> HttpResponse:
    """Close the shift of a clerk who is not here, with a reason; open visits are left to the next shift."""
    shift = Shift.objects.select_related("counter", "clerk").filter(id=shift_id).first()
    if shift is None or shift.unit_code != request.actor.unit_code:
        raise NotFound("shift.unknown", "Không có ca đang mở này.", "There is no such open shift.")
    if shift.closed_at is not None:
        messages.error(request, f"Ca của {shift.clerk.full_name} đã kết rồi. Không ghi thêm gì.")
        return redirect("counter:shift-day")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            finish_shift(
                shift_id=shift.id,
                clerk=request.actor,
                absent_reason=request.POST.get("absent_reason", ""),
                at=timezone.now(),
                **ending_of(request.POST),
            )
        except DomainError as refused:
            errors, status = {refused.where or "ca": phrases.say(refused)}, refused.status
        else:
            messages.success(request, f"Đã kết ca thay {shift.clerk.full_name}.")
            return redirect("counter:shift-day")
    context = {
        "for_another": True,
        "errors": errors,
        "posted": request.POST,
        "place": "shift",
        "unit_name": getattr(Unit.objects.filter(code=shift.unit_code).first(), "name_vi", ""),
        **closing_of(shift, request.POST),
        "keys": page_keys(back=True, main={"key": "F10", "name": "Kết ca", "form": "buoc", "main": True}),
    }
    return render(request, "counter/shift.html", context, status=status)


def _row(shift: Shift, cash_in: int, start: datetime) -> dict[str, Any]:
    closed = shift.closed_at is not None
    return {
        "shift": shift,
        "float": shift.float_vnd,
        "cash_in": shift.cash_in_vnd if closed else cash_in,
        "counted": shift.counted_vnd or 0,
        "differs": shift.difference_vnd or 0,
        "overnight": not closed and shift.opened_at < start,
        "handover": getattr(shift, "handover", None),
        "taken_from": getattr(shift, "taken_from", None),
    }


def _day(text: str, today: date) -> date:
    try:
        return max(FIRST_DAY, min(date.fromisoformat(text), today))
    except ValueError:
        return today
