"""Q10 for a ministry's route: side by side with the citizen, who files in their own session."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.dossiers.selectors.ministry import SEEN, is_ministry, values_to_copy, where_to_open
from cuamo.dossiers.services.enter_external_code import enter_external_code, follow_external
from cuamo.dossiers.services.read_external_code import read_external_code
from cuamo.dossiers.states import State, Sync
from cuamo.kernel.errors import DomainError
from cuamo.people.services.read_log import log_reading
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import CLERKS, go, step_url, visit_of
from cuamo.web.counter.kinds import sub_page
from cuamo.web.forms import read_number


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def ministry(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Show what the citizen opens and takes over; POST keeps the code from text, a scan, a photo or a PDF."""
    visit, dossier = visit_of(request, visit_id)
    if dossier is None or not is_ministry(dossier) or dossier.sync != Sync.EXTERNAL:
        return redirect("counter:visit", visit.id)
    errors: dict[str, str] = {}
    status = 200
    typed = request.POST.get("code", "")
    now = timezone.now()
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            code = read_external_code(text=typed, data=file.read() if file else b"")
            enter_external_code(dossier_id=dossier.id, actor=request.actor, code=code, at=now)
            messages.success(request, f"Đã ghi mã {code}.")
            return go(visit, 11)
        except DomainError as refused:
            errors, status = {"code": phrases.say(refused)}, refused.status
    elif dossier.applicant_id:
        log_reading(
            person_id=dossier.applicant_id,
            actor=request.actor,
            purpose="Hướng dẫn nộp trên hệ thống của bộ",
            dossier_id=dossier.id,
            fields=["values"],
            at=now,
        )
    keys = [
        {"key": "Esc", "name": "Bàn giao", "url": step_url(visit, 11)},
        {"key": "F9", "name": "Chép dòng tiếp"},
        {"key": "F10", "name": "Ghi mã hồ sơ", "form": "buoc", "main": True},
    ]
    return sub_page(
        request,
        visit,
        dossier,
        "counter/ministry.html",
        step=11,
        status=status,
        errors=errors,
        typed=typed,
        values=values_to_copy(dossier),
        portal=where_to_open(dossier),
        portal_qr=qr_svg(where_to_open(dossier), scale=3),
        keys=keys,
    )


@staff_required(*CLERKS)
@require_POST
def seen(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Write down the state the ministry's page shows."""
    state = read_number(request.POST.get("state", ""), -1)
    try:
        if state not in {int(value) for value, _ in SEEN}:
            messages.error(request, "Chọn trạng thái thấy trên hệ thống của bộ.")
        else:
            follow_external(dossier_id=dossier_id, actor=request.actor, state=State(state), at=timezone.now())
            messages.success(request, "Đã ghi trạng thái. Người dân thấy khi tra cứu.")
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return redirect("counter:follow-up")
