"""S4: signs that a state was moved for the figures' sake; looked at and closed by an inspector."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.kernel.errors import DomainError, NotFound
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.oversight.models import Flag
from cuamo.oversight.selectors.flags import WORDS, flags_of_territory, open_flags_by_kind
from cuamo.oversight.services.close_flag import close_flag
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.words import EVENT_WORDS
from cuamo.web.oversight.people import place_of, territory_of

CLOSED = "da-ket-luan"
WHY = {
    "LAST_MOMENT": "Yêu cầu bổ sung khi chỉ còn một phần mười thời gian, hoặc đã quá hẹn.",
    "TOGGLED": "Thời hạn bị dừng từ hai lần trở lên, vì bổ sung hoặc vì khoản phải trả.",
    "DUE_MOVED": "Ngày hẹn đổi trong một việc không được phép đổi ngày hẹn.",
    "REFILED": "Hồ sơ rút rồi nộp lại cùng nội dung trong năm ngày.",
    "SECOND": "Yêu cầu bổ sung lần hai: tính là trễ.",
    "NO_FILE": "Báo có kết quả mà không có tệp kết quả đã ký.",
}


@staff_required(Role.INSPECTOR)
@require_GET
def flags(request: ActedRequest) -> HttpResponse:
    """List the signs of the territory, newest first; by kind, open or closed."""
    units, closed = territory_of(request.actor), request.GET.get("nhom") == CLOSED
    kind = request.GET.get("loai", "")
    kind = kind if kind in WORDS else ""
    page = flags_of_territory(units=units, kind=kind, closed=closed, after=request.GET.get("sau", ""))
    counts = open_flags_by_kind(units=units)
    names = dict(
        Unit.objects.filter(code__in={row.unit_code for row in page.rows}).values_list("code", "name_vi")
    )
    return render(
        request,
        "oversight/flags.html",
        {
            "rows": [_row(row, names) for row in page.rows],
            "kinds": [
                (WORDS[key], counts[key], f"?loai={key}", key == kind) for key in WORDS if key in counts
            ],
            "closed": closed,
            "kind": WORDS.get(kind, ""),
            "next_url": "?"
            + urlencode({"nhom": CLOSED if closed else "", "loai": kind, "sau": page.next_after})
            if page.next_after
            else "",
            "unit_name": place_of(request.actor),
        },
    )


@staff_required(Role.INSPECTOR)
@require_http_methods(["GET", "POST"])
def flag(request: ActedRequest, flag_id: UUID) -> HttpResponse:
    """Show a sign with the events that show it, without personal data; close it with a reason."""
    units = territory_of(request.actor)
    found = Flag.objects.filter(id=flag_id).first()
    if found is None or not {found.unit_code, found.received_by} & set(units):
        raise NotFound("flag.unknown", "Không thấy dấu hiệu này.", "There is no such sign.")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            close_flag(
                flag_id=found.id,
                inspector=request.actor,
                why=request.POST.get("ket_luan", ""),
                at=timezone.now(),
            )
        except DomainError as refused:
            place = "ket_luan" if refused.where == "ket_luan" else "gui"
            errors, status = {place: phrases.say(refused)}, refused.status
            found.refresh_from_db()
        else:
            messages.success(request, "Đã ghi kết luận.")
            return redirect("oversight:flags")
    names = dict(Unit.objects.filter(code=found.unit_code).values_list("code", "name_vi"))
    context = _row(found, names) | {
        "events": _events(found),
        "errors": errors,
        "typed": {"ket_luan": request.POST.get("ket_luan", "")},
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/flag.html", context, status=status)


def _row(found: Flag, names: dict[str, str]) -> dict[str, Any]:
    return {
        "flag": found,
        "word": WORDS[found.kind],
        "why": WHY[found.kind],
        "place": names.get(found.unit_code, found.unit_code),
        "url": reverse("oversight:flag", args=[found.id]),
    }


def _events(found: Flag) -> list[dict[str, Any]]:
    """Return the dossier's events with those that are evidence marked; who acted, never about whom."""
    shown = set(found.evidence)
    return [
        {
            "at": event.occurred_at,
            "what": EVENT_WORDS.get(event.name, event.name),
            "who": event.actor.get("name", "người nộp" if event.actor["kind"] == "CITIZEN" else ""),
            "evidence": str(event.id) in shown,
        }
        for event in history_of(found.dossier_id)
        if event.name in EVENT_WORDS
    ]
