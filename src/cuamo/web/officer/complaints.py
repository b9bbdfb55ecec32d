"""Complaints against decisions of the territory: the list, and the answer of a leader who did not decide."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.models import Complaint
from cuamo.dossiers.selectors import texts
from cuamo.dossiers.selectors.complaints import (
    complaint_for,
    complaints_answered,
    complaints_to_answer,
    decision_complained_of,
)
from cuamo.dossiers.services.complain import answer_complaint
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.life import names_of_units
from cuamo.web.officer.readings import note_reading
from cuamo.web.officer.words import COMPLAINT_KEYS, LIST_KEYS, time_left

ANSWERED = "da-tra-loi"
WAYS = [("dung", "Khiếu nại đúng"), ("khong", "Giữ nguyên quyết định")]
DECISIONS = {
    "APPROVE": "Đồng ý giải quyết",
    "REFUSE": "Không giải quyết",
    "REFUSE_INTAKE": "Từ chối tiếp nhận",
    "STOP": "Dừng giải quyết",
}


@staff_required(Role.LEADER)
@require_GET
def complaints(request: ActedRequest) -> HttpResponse:
    """List the open complaints, soonest to be answered first; the answered ones on a tab of their own."""
    now, answered = timezone.now(), request.GET.get("nhom") == ANSWERED
    after = request.GET.get("sau", "")
    page = (complaints_answered if answered else complaints_to_answer)(leader=request.actor, after=after)
    names = names_of_units({complaint.unit_code for complaint in page.rows})
    return render(
        request,
        "officer/complaints.html",
        {
            "rows": [_row(complaint, names, now) for complaint in page.rows],
            "answered": answered,
            "after": after,
            "next_after": page.next_after,
            "unit_name": desk_of(request.actor),
            "keys_here": LIST_KEYS,
        },
    )


@staff_required(Role.LEADER)
@require_http_methods(["GET", "POST"])
def complaint(request: ActedRequest, complaint_id: UUID) -> HttpResponse:
    """Show what is complained of and the decision; take the answer of a leader who did not take it."""
    now = timezone.now()
    found = complaint_for(request.actor, complaint_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            answer_complaint(
                complaint_id=found.id,
                leader=request.actor,
                upheld=_upheld(request),
                answer=request.POST.get("answer", ""),
                at=now,
            )
        except DomainError as refused:
            place = refused.where if refused.where in {"answer", "outcome"} else "gui"
            errors, status = {place: phrases.say(refused)}, refused.status
            found = complaint_for(request.actor, complaint_id)
        else:
            messages.success(request, f"Đã trả lời khiếu nại về hồ sơ {found.dossier.shown_code}.")
            return redirect("officer:complaints")
    return render(
        request, "officer/complaint.html", _page(request, found, now) | {"errors": errors}, status=status
    )


def _upheld(request: ActedRequest) -> bool:
    said = request.POST.get("outcome", "")
    if said not in {"dung", "khong"}:
        raise Invalid(
            "complaint.unsaid", "Chọn một cách giải quyết.", "Choose how it is settled.", where="outcome"
        )
    return said == "dung"


def _page(request: ActedRequest, found: Complaint, now: datetime) -> dict[str, Any]:
    dossier = found.dossier
    note_reading(request.actor, person_id=dossier.applicant_id, dossier_id=dossier.id, at=now)
    decision = decision_complained_of(dossier)
    return {
        "complaint": found,
        "dossier": dossier,
        "content": dossier.version.content,
        "decision": decision,
        "decided": DECISIONS.get(decision.kind, "") if decision else "Rút hồ sơ",
        "own": decision is not None and decision.by_id == request.actor.id,
        "late": (found.answered_at or now) > found.answer_by,
        "sms": texts.as_sent(texts.complaint_text(dossier), dossier) if dossier.contact_phone else "",
        "typed": {"answer": request.POST.get("answer", ""), "outcome": request.POST.get("outcome", "")},
        "ways": WAYS,
        "unit_name": desk_of(request.actor),
        "keys_here": COMPLAINT_KEYS,
    }


def _row(complaint: Complaint, names: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "complaint": complaint,
        "url": reverse("officer:complaint", args=[complaint.id]),
        "left": time_left(complaint.answer_by, now),
        "late": (complaint.answered_at or now) > complaint.answer_by,
        "procedure": complaint.dossier.version.content["name_vi"],
        "unit": names.get(complaint.unit_code, complaint.unit_code),
    }
