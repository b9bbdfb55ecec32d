"""D5: the days of a year, what is not decided yet, and decisions with what they do to open dossiers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import LongRun
from cuamo.dossiers.selectors.touched_by_calendar import glance
from cuamo.dossiers.services.apply_calendar_run import start_calendar_run
from cuamo.kernel.calendar import CalendarRow, DayKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.selectors.calendar import days_of_year
from cuamo.kernel.selectors.calendar_decisions import (
    calendar_change,
    decision_about_days,
    decisions_about_days,
    supposed_change,
)
from cuamo.kernel.services.decide_days import ADMINS, APPLIERS, DayDecision, check_days, decide_days
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.forms import read_number

ROWS = 4
"""Days one decision names on the page; more are recorded in a second decision."""
FIRST, LAST = 2016, 2040
KINDS: dict[DayKind, str] = {
    DayKind.HOLIDAY: "Nghỉ lễ, tết",
    DayKind.SWAP_OFF: "Nghỉ hoán đổi",
    DayKind.SWAP_WORK: "Làm bù",
    DayKind.INTAKE_ONLY: "Chỉ tiếp nhận",
    DayKind.WORK: "Làm việc",
    DayKind.REST: "Nghỉ hằng tuần",
}
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
BOX_OF = {"decision": "van_ban", "days": "ngay_0", "hours": "gio_0"}


@catalogue_staff
@require_http_methods(["GET", "POST"])
def year(request: ActedRequest) -> HttpResponse:
    """Show a year; POST looks at what a decision would touch, or records it."""
    shown = _year(request.POST.get("nam") or request.GET.get("nam", ""))
    typed = _typed(request.POST) if request.method == "POST" else _suggested(request, shown)
    errors: dict[str, str] = {}
    preview = None
    if request.method == "POST":
        try:
            days = _days(typed)
            if request.POST.get("viec") == "xem":
                check_days(days, "xem trước")
                preview = glance(supposed_change(_as_rows(days)))
            else:
                decided = decide_days(
                    days=days, decision=str(typed["van_ban"]), admin=request.actor, at=timezone.now()
                )
                messages.success(request, "Đã ghi quyết định. Hồ sơ nhận từ bây giờ tính theo lịch mới.")
                return redirect("catalogue:calendar-decision", decided)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors = {BOX_OF.get(refused.where or "", refused.where or "van_ban"): phrases.say(refused)}
    rows = days_of_year(shown)
    chosen = request.GET.getlist("ngay")
    return render(
        request,
        "catalogue/calendar.html",
        {
            "year": shown,
            "years": range(max(FIRST, shown - 1), min(LAST, shown + 1) + 1),
            "rows": [_shown(row, chosen) for row in rows],
            "open_days": [_shown(row, chosen) for row in rows if not row.applies],
            "decisions": _with_runs(),
            "typed": typed,
            "errors": errors,
            "preview": preview,
            "kinds": [(kind.value, word) for kind, word in KINDS.items()],
            "may_record": bool(request.actor.roles & ADMINS),
        },
        status=422 if errors else 200,
    )


@catalogue_staff
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest, decision_id: UUID) -> HttpResponse:
    """Show a recorded decision and how far it reached; POST lets it reach open dossiers."""
    if request.method == "POST":
        try:
            start_calendar_run(decision_id=decision_id, admin=request.actor, at=timezone.now())
        except DomainError as refused:
            if refused.status == 404:
                raise
            messages.error(request, phrases.say(refused))
        return redirect("catalogue:calendar-decision", decision_id)
    decision = decision_about_days(decision_id)
    run = LongRun.objects.filter(kind="CALENDAR", subject=str(decision_id)).order_by("-started_at").first()
    part = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "catalogue/_calendar_run.html" if part else "catalogue/calendar_decision.html",
        {
            "decision": decision,
            "days": [
                {
                    "date": day.date,
                    "weekday": WEEKDAYS[day.date.weekday()],
                    "was": KINDS[day.was] if day.was else "Ngày thường",
                    "now": KINDS[day.kind],
                    "hours": day.hours,
                }
                for day in decision.days
            ],
            "run": run,
            "preview": glance(calendar_change(decision_id)) if run is None else None,
            "own": decision.by_id == request.actor.id,
            "may_apply": bool(request.actor.roles & APPLIERS),
        },
    )


def _shown(row: CalendarRow, chosen: list[str]) -> dict[str, Any]:
    day = row.date.isoformat()
    return {
        "row": row,
        "weekday": WEEKDAYS[row.date.weekday()],
        "kind": KINDS[row.kind],
        "with_it": [*(each for each in chosen if each != day), day],
    }


def _with_runs() -> list[dict[str, Any]]:
    decisions = decisions_about_days()
    runs = dict(LongRun.objects.filter(kind="CALENDAR").values_list("subject", "status"))
    words = {None: "chưa áp dụng cho hồ sơ đang mở", "DONE": "đã áp dụng"}
    return [
        {"decision": each, "word": words.get(runs.get(str(each.id)), "đang áp dụng")} for each in decisions
    ]


def _year(text: str) -> int:
    now = to_hanoi(timezone.now()).year
    asked = read_number(text)
    return asked if FIRST <= asked <= LAST else now


def _suggested(request: ActedRequest, shown: int) -> dict[str, Any]:
    """Fill the form with the undecided days that were pointed at."""
    wanted = set(request.GET.getlist("ngay"))
    rows = [row for row in days_of_year(shown) if row.date.isoformat() in wanted][:ROWS] if wanted else []
    given = [
        {"ngay": row.date.isoformat(), "loai": row.kind.value, "ten": row.name, "gio": row.hours}
        for row in rows
    ]
    return {"van_ban": "", "rows": given + [_blank() for _ in range(ROWS - len(given))]}


def _typed(posted: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        {name: posted.get(f"{name}_{number}", "").strip() for name in ("ngay", "loai", "ten", "gio")}
        for number in range(ROWS)
    ]
    return {"van_ban": posted.get("van_ban", "").strip()[:300], "rows": rows}


def _blank() -> dict[str, str]:
    return {"ngay": "", "loai": "", "ten": "", "gio": ""}


def _days(typed: Mapping[str, Any]) -> list[DayDecision]:
    """Return the days of the rows that were filled in.

    Raises:
        Invalid: one is half filled in.
    """
    days = []
    for number, row in enumerate(typed["rows"]):
        if not any(row.values()):
            continue
        try:
            day, kind = date.fromisoformat(row["ngay"]), DayKind(row["loai"])
        except ValueError:
            raise Invalid(
                "calendar.half_day",
                f"Dòng {number + 1}: chọn ngày và loại ngày.",
                f"Row {number + 1}: choose the day and its kind.",
                where=f"ngay_{number}",
            ) from None
        days.append(DayDecision(day, kind, row["ten"][:200], row["gio"]))
    return days


def _as_rows(days: list[DayDecision]) -> list[CalendarRow]:
    return [CalendarRow(day.date, day.kind, day.name, "", "", None, hours=day.hours) for day in days]
