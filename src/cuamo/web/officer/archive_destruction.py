"""Destruction: what is due, the lists, and the decision of a leader who did not propose."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.archive.models import Destruction
from cuamo.archive.policies import READERS
from cuamo.archive.rules.retention import Blocked
from cuamo.archive.selectors.lists import destruction_page, lists_page
from cuamo.archive.services.propose_destruction import MOST, decide_destruction, propose_destruction
from cuamo.archive.types import DestructionState
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.selectors.scope import units_under
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.archive import around, names_of_procedures

WHY_KEPT = {
    Blocked.HELD: "đang bị đình chỉ tiêu huỷ",
    Blocked.COMPLAINT: "có khiếu nại chưa trả lời",
    Blocked.DISPUTE: "người nộp đang hỏi về dữ liệu của mình",
    Blocked.OPEN_WORK: "còn việc chưa xong",
    Blocked.UNCONFIRMED: "thời hạn chưa được xác nhận",
    Blocked.NOT_DUE: "chưa hết thời hạn",
    Blocked.NOT_ARCHIVED: "chưa nộp lưu trữ",
    Blocked.NOT_CLOSED: "chưa kết thúc, hoặc đang nằm trong gói nộp lưu",
}


@staff_required(*sorted(READERS))
@require_http_methods(["GET", "POST"])
def due(request: ActedRequest) -> HttpResponse:
    """List dossiers whose retention has ended; POST proposes what is due for destruction."""
    now, units = timezone.now(), units_under(request.actor.unit_code)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = propose_destruction(
                unit_code=request.POST.get("don_vi", ""),
                officer=request.actor,
                council=request.POST.get("bien_ban", ""),
                at=now,
            )
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {refused.where or "bien_ban": phrases.say(refused)}, refused.status
        else:
            messages.success(request, f"Đã lập danh mục {made.number}, chờ lãnh đạo duyệt.")
            return redirect("officer:archive-list", made.id)
    page = destruction_page(units, at=now, after=request.GET.get("sau", ""))
    names = names_of_procedures({row.procedure_code for row in page.rows})
    shown: dict[str, Any] = {
        "rows": [
            {"keeping": row, "procedure": names.get(row.procedure_code, row.procedure_code)}
            for row in page.rows
        ],
        "units": sorted({row.unit_code for row in page.rows}),
        "next_after": page.next_after,
        "most": MOST,
        "errors": errors,
        "typed": {"bien_ban": request.POST.get("bien_ban", "")},
    }
    return render(
        request, "officer/archive/destroy.html", around(request, "archive-destroy") | shown, status=status
    )


@staff_required(*sorted(READERS))
@require_GET
def lists(request: ActedRequest) -> HttpResponse:
    """List what was proposed for destruction, newest first."""
    page = lists_page(units_under(request.actor.unit_code), after=request.GET.get("sau", ""))
    shown = {"rows": page.rows, "next_after": page.next_after}
    return render(request, "officer/archive/lists.html", around(request, "archive-lists") | shown)


@staff_required(*sorted(READERS))
@require_http_methods(["GET", "POST"])
def one_list(request: ActedRequest, destruction_id: UUID) -> HttpResponse:
    """Show a list with what became of each dossier; POST decides it."""
    found = _found(request, destruction_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            decided = decide_destruction(
                destruction_id=found.id,
                leader=request.actor,
                approve=_approves(request),
                words=request.POST.get("quyet_dinh", ""),
                at=timezone.now(),
            )
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {refused.where or "quyet_dinh": phrases.say(refused)}, refused.status
            found = _found(request, destruction_id)
        else:
            if decided.state == DestructionState.APPROVED:
                return redirect("service:job", decided.id)
            messages.success(request, f"Đã ghi: không duyệt danh mục {decided.number}.")
            return redirect("officer:archive-list", decided.id)
    return render(request, "officer/archive/list.html", _page(request, found, errors), status=status)


def _approves(request: ActedRequest) -> bool:
    said = request.POST.get("y", "")
    if said not in {"duyet", "khong"}:
        raise Invalid("destruction.unsaid", "Chọn duyệt hoặc không duyệt.", "Approve or reject.", where="y")
    return said == "duyet"


def _found(request: ActedRequest, destruction_id: UUID) -> Destruction:
    rows = Destruction.objects.filter(unit_code__in=units_under(request.actor.unit_code))
    found = rows.filter(id=destruction_id).first()
    if found is None:
        raise Http404
    return found


def _page(request: ActedRequest, found: Destruction, errors: dict[str, str]) -> dict[str, Any]:
    own = found.proposed_by["id"] == request.actor.id
    open_still = found.state == DestructionState.PROPOSED
    return around(request, "archive-lists") | {
        "destruction": found,
        "items": [
            {"item": item, "why": ", ".join(WHY_KEPT[Blocked(reason)] for reason in item.reasons)}
            for item in found.items.order_by("code", "id")
        ],
        "own": own,
        "may_decide": open_still and "LEADER" in request.actor.roles and not own,
        "ways": [("duyet", "Duyệt, tiêu huỷ các hồ sơ này"), ("khong", "Không duyệt, giữ lại")],
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("quyet_dinh", "y")},
    }
