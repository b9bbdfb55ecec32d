"""What somebody is reminded of: batched by what is to be done, put off a little, never lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.models import StaffAlert
from cuamo.dossiers.selectors.alerts import MOST, alert_count, open_alerts, snoozed_alerts
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.services.remind import snooze
from cuamo.dossiers.states import Step
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import id_of
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.life import names_of_units
from cuamo.web.officer.words import STEP_WORDS, time_left

READERS = frozenset({"RECEIVER", "SPECIALIST", "LEADER", "RECORDS_CLERK"})
TABBED = frozenset({"LEADER", "INSPECTOR", "SPECIALIST", "RECEIVER", "SHIFT_LEAD"})
"""They may be named in a request to move a dossier."""
GROUPS = (
    ("EXPEDITE", "Trả lời đề nghị đẩy nhanh", "Mở đề nghị, ghi đã làm gì và bao giờ xong."),
    ("UNANSWERED", "Đề nghị đẩy nhanh quá giờ chưa trả lời", "Trả lời ngay, hoặc nhắc người được giao."),
    ("EXPLAIN", "Giải trình với Trung tâm", "Viết giải trình trước hạn."),
    ("UNSIGNED", "Đã duyệt mà không ký số được", "Xem vì sao, rồi người có quyền ký phê duyệt lại."),
    ("APOLOGY", "Gửi thư xin lỗi đã soạn sẵn", "Xem lại lý do và ngày hẹn mới, sửa nếu cần rồi gửi."),
    ("LATE_CENTRE", "Trễ quá lâu, cần Trung tâm can thiệp", "Xem ở đâu giữ, yêu cầu giải trình nếu cần."),
    ("LATE_UNIT", "Trễ nhiều ngày, cần lãnh đạo đơn vị xử lý", "Giao người làm ngay hoặc nêu vướng mắc."),
    ("LATE", "Đã quá hẹn", "Giải quyết ngay; người dân đang chờ."),
    ("SOON", "Đã hết ba phần tư thời gian", "Chuyển bước hôm nay để kịp hẹn."),
    ("SLOW", "Nửa thời gian của bước đã qua mà chưa ai chuyển", "Mở hồ sơ, làm tiếp hoặc giao người khác."),
)
"""Kind, what it is, what to do; the most pressing first."""
KEYS = (("↑ ↓", "sang dòng trên, dưới"), ("Enter", "mở dòng"), ("F10", "để sau các dòng đã đánh dấu"))


@staff_required()
@require_GET
def alerts(request: ActedRequest) -> HttpResponse:
    """List what the person is reminded of, in batches, and what they have put off."""
    now = timezone.now()
    awake, asleep = (get(request.actor.id, now=now) for get in (open_alerts, snoozed_alerts))
    names = names_of_units({alert.unit_code for alert in (*awake, *asleep)})
    limits = ladder_set()
    return render(
        request,
        "officer/alerts.html",
        {
            "groups": _groups(awake, names, request, now),
            "asleep": [_row(alert, names, request, now) for alert in asleep],
            "what": {kind: name for kind, name, _ in GROUPS},
            "hours": limits.snooze_working_hours,
            "most": limits.snooze_most,
            "full": len(awake) == MOST,
            "has_tabs": bool(request.actor.roles & TABBED),
            "unit_name": desk_of(request.actor),
            "keys_here": KEYS,
        },
    )


@staff_required()
@require_GET
def count(request: ActedRequest) -> HttpResponse:
    """Say how many reminders are awake, for the mark in the header."""
    found = alert_count(request.actor.id, now=timezone.now())
    return render(request, "officer/_alert_count.html", {"count": found, "full": found == MOST})


@staff_required()
@require_POST
def put_off(request: ActedRequest) -> HttpResponse:
    """Put the ticked reminders off."""
    chosen = [key for value in request.POST.getlist("chon") if (key := id_of(value))]
    try:
        done = snooze(alert_ids=chosen, officer=request.actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        left = len(chosen) - done
        more = f" {left} việc đã để sau đủ số lần, vẫn ở đây." if left else ""
        messages.success(request, f"Đã để sau {done} việc. Đến giờ việc tự hiện lại.{more}")
    return redirect("officer:alerts")


def _groups(
    alerts: Sequence[StaffAlert], names: dict[str, str], request: ActedRequest, now: datetime
) -> list[dict[str, Any]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for alert in alerts:
        rows.setdefault(alert.kind, []).append(_row(alert, names, request, now))
    return [
        {"kind": kind, "name": name, "todo": todo, "rows": rows[kind]}
        for kind, name, todo in GROUPS
        if kind in rows
    ]


def _row(alert: StaffAlert, names: dict[str, str], request: ActedRequest, now: datetime) -> dict[str, Any]:
    return {
        "alert": alert,
        "url": _url(alert, request),
        "place": names.get(alert.unit_code, alert.unit_code),
        "step": STEP_WORDS[Step(alert.step)] if alert.step else "",
        "left": time_left(alert.due_at, now) if alert.due_at else "",
        "late": alert.due_at is not None and alert.due_at < now,
        "can_wait": alert.snoozes < ladder_set().snooze_most,
    }


def _url(alert: StaffAlert, request: ActedRequest) -> str:
    """Return where it is done; empty for whoever may not open it: they see where it lies and ask there."""
    if alert.kind in {"EXPEDITE", "UNANSWERED"}:
        return reverse("officer:expedite", args=[alert.about_id])
    if alert.kind == "EXPLAIN":
        return reverse("officer:explanation", args=[alert.subject_id])
    if alert.as_who == "CENTRE":
        about = {"don_vi": alert.unit_code, "ho_so": alert.code}
        return f"{reverse('oversight:explanations')}?{urlencode(about)}"
    if request.actor.roles & READERS:
        if alert.kind == "APOLOGY":
            return reverse("officer:decide", args=[alert.subject_id, "hen-lai"])
        return reverse("officer:dossier", args=[alert.subject_id])
    return ""
