"""Requests to move a stuck dossier: the list of who must answer, and the answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.models import Dossier, Expedite
from cuamo.dossiers.selectors.alerts import reminder_log
from cuamo.dossiers.selectors.expedites import expedites_answered, expedites_to_answer, may_answer
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.services.expedite import answer_expedite
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.alerts import READERS
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.life import names_of_units
from cuamo.web.officer.words import LIST_KEYS, time_left

ANSWERERS = (Role.LEADER, Role.INSPECTOR, Role.SPECIALIST, Role.RECEIVER, Role.SHIFT_LEAD)
ANSWERED = "da-tra-loi"
WHY = {
    "LATE": "đã trễ hẹn",
    "SLOW": "quá nửa thời gian của bước mà chưa chuyển",
    "WAITING": "chờ ý kiến quá hạn",
}
ASKED_AS = {"CLERK": "quầy", "CALL": "tổng đài", "CITIZEN": "người nộp"}
MOST = 200
KEYS = (("F10", "gửi câu trả lời"), ("Esc", "về danh sách"))


@staff_required(*ANSWERERS)
@require_GET
def expedites(request: ActedRequest) -> HttpResponse:
    """List what waits for an answer, soonest due first; the answered ones on a tab of their own."""
    now, answered = timezone.now(), request.GET.get("nhom") == ANSWERED
    rows = list((expedites_answered if answered else expedites_to_answer)(request.actor)[:MOST])
    names = names_of_units({row.to_unit for row in rows})
    return render(
        request,
        "officer/expedites.html",
        {
            "rows": [_row(row, names, now, request.actor.id) for row in rows],
            "answered": answered,
            "unit_name": desk_of(request.actor),
            "keys_here": LIST_KEYS,
        },
    )


@staff_required(*ANSWERERS)
@require_http_methods(["GET", "POST"])
def expedite(request: ActedRequest, expedite_id: UUID) -> HttpResponse:
    """Show who asks why, where the dossier stands, and take the answer; no personal data is on it."""
    now = timezone.now()
    found = Expedite.objects.filter(id=expedite_id).first()
    if found is None or not may_answer(request.actor, found):
        raise NotFound("expedite.unknown", "Không thấy đề nghị này.", "There is no such request.")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            answer_expedite(
                expedite_id=found.id, officer=request.actor, answer=request.POST.get("tra_loi", ""), at=now
            )
        except DomainError as refused:
            place = "tra_loi" if refused.where == "tra_loi" else "gui"
            errors, status = {place: phrases.say(refused)}, refused.status
            found = Expedite.objects.get(id=expedite_id)
        else:
            messages.success(request, f"Đã trả lời. Người dân và nơi đề nghị đọc được, hồ sơ {found.code}.")
            return redirect("officer:expedites")
    dossier = Dossier.objects.select_related("version").get(id=found.dossier_id)
    opens = bool(request.actor.roles & READERS) and found.to_unit == request.actor.unit_code
    context = _row(found, names_of_units({found.to_unit}), now, request.actor.id) | {
        "track": track(dossier, now=now),
        "log": reminder_log([dossier.id]).get(dossier.id, [])[:10],
        "dossier_url": reverse("officer:dossier", args=[dossier.id]) if opens else "",
        "errors": errors,
        "typed": {"tra_loi": request.POST.get("tra_loi", "")},
        "unit_name": desk_of(request.actor),
        "keys_here": KEYS,
    }
    return render(request, "officer/expedite.html", context, status=status)


def _row(found: Expedite, names: dict[str, str], now: datetime, account_id: str) -> dict[str, Any]:
    return {
        "expedite": found,
        "url": reverse("officer:expedite", args=[found.id]),
        "left": time_left(found.answer_by, now),
        "late": (found.answered_at or now) > found.answer_by,
        "why": WHY[found.stuck],
        "asked_as": ASKED_AS[found.asked_as],
        "place": names.get(found.to_unit, found.to_unit),
        "mine": found.to_id == account_id,
    }
