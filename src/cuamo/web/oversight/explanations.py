"""S1: demand an explanation with a deadline, read it, accept it or send it back."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.oversight.models import Explanation
from cuamo.oversight.selectors.explanations import accepted_explanations, open_explanations
from cuamo.oversight.services.explain import (
    DECIDING,
    demand_explanation,
    judge_explanation,
    require_may_demand,
    unknown,
)
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import read_date
from cuamo.web.officer.explanations import row_of
from cuamo.web.oversight.people import place_of

DEMANDERS = (Role.INSPECTOR, Role.LEADER)
FIELDS = frozenset({"noi_dung", "ho_so", "don_vi", "han", "y_kien"})


@staff_required(*DEMANDERS)
@require_http_methods(["GET", "POST"])
def explanations(request: ActedRequest) -> HttpResponse:
    """List what was demanded, overdue first, and take a new demand."""
    require_may_demand(request.actor)
    now = timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            demand_explanation(
                unit_code=_unit_meant(request.POST.get("don_vi", "")),
                question=request.POST.get("noi_dung", ""),
                figure=request.POST.get("con_so", ""),
                codes=request.POST.get("ho_so", "").replace(",", " ").split(),
                answer_by=_deadline(request),
                actor=request.actor,
                at=now,
            )
        except DomainError as refused:
            errors, status = _told(refused), refused.status
        else:
            messages.success(request, "Đã gửi yêu cầu giải trình. Lãnh đạo đơn vị được nhắc ngay.")
            return redirect("oversight:explanations")
    rows = open_explanations()
    done = accepted_explanations()
    names = _names({row.unit_code for row in (*rows, *done)})
    return render(
        request,
        "oversight/explanations.html",
        {
            "rows": [_row(row, names, now) for row in rows],
            "done": [_row(row, names, now) for row in done],
            "units": _offered(),
            "typed": _typed(request, now),
            "errors": errors,
            "unit_name": place_of(request.actor),
        },
        status=status,
    )


@staff_required(*DEMANDERS)
@require_http_methods(["GET", "POST"])
def explanation(request: ActedRequest, explanation_id: UUID) -> HttpResponse:
    """Show a demand with its answer; accept it or send it back."""
    require_may_demand(request.actor)
    now = timezone.now()
    found = Explanation.objects.filter(id=explanation_id).first()
    if found is None:
        raise unknown()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        accept = request.POST.get("viec") == "chap-nhan"
        try:
            judge_explanation(
                explanation_id=found.id,
                accept=accept,
                note=request.POST.get("y_kien", ""),
                answer_by=None if accept else _deadline(request),
                actor=request.actor,
                at=now,
            )
        except DomainError as refused:
            errors, status = _told(refused), refused.status
            found.refresh_from_db()
        else:
            messages.success(request, "Đã chấp nhận giải trình." if accept else "Đã trả lại, kèm hạn mới.")
            return redirect("oversight:explanations")
    context = _row(found, _names({found.unit_code}), now) | {
        "errors": errors,
        "typed": _typed(request, now),
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/explanation.html", context, status=status)


def _row(asked: Explanation, names: dict[str, str], now: datetime) -> dict[str, Any]:
    return row_of(asked, now) | {
        "url": reverse("oversight:explanation", args=[asked.id]),
        "unit": names.get(asked.unit_code, asked.unit_code),
    }


def _names(codes: set[str]) -> dict[str, str]:
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))


def _offered() -> list[str]:
    rows = Unit.objects.filter(kind__in=DECIDING).order_by("name_vi")
    return [f"{name} · {code}" for code, name in rows.values_list("code", "name_vi")]


def _unit_meant(typed: str) -> str:
    """Return the code out of `Phường Cửa Nam · PX-00082`, or what was typed as it is."""
    return typed.rpartition("·")[2].strip().upper()


def _typed(request: ActedRequest, now: datetime) -> dict[str, str]:
    calendar = current_calendar()
    usual = calendar.add_working_days(now, ladder_set().explanation_answer_working_days)
    first = {
        "don_vi": request.GET.get("don_vi", ""),
        "ho_so": request.GET.get("ho_so", ""),
        "con_so": request.GET.get("con_so", "")[:300],
        "han": f"{usual.astimezone(HANOI):%d/%m/%Y}",
    }
    names = ("noi_dung", "ho_so", "con_so", "don_vi", "han", "y_kien")
    return {name: request.POST.get(name, first.get(name, "")) for name in names} | {
        "han": read_date(request.POST, "han") or first["han"]
    }


def _deadline(request: ActedRequest) -> datetime:
    """Return the end of office hours of the typed day.

    Raises:
        Invalid: it is no day.
    """
    try:
        day = datetime.strptime(read_date(request.POST, "han"), "%d/%m/%Y").date()
    except ValueError:
        day = date.max
    if day.year > datetime.now(HANOI).year + 1:
        raise Invalid(
            "explanation.unread",
            "Hạn trả lời cần đủ ngày, tháng, năm.",
            "The deadline needs day, month and year.",
            where="han",
        )
    calendar = current_calendar()
    return calendar.close_of(day) if calendar.is_working(day) else datetime.combine(day, time(17), HANOI)


def _told(refused: DomainError) -> dict[str, str]:
    return {refused.where if refused.where in FIELDS else "gui": phrases.say(refused)}
