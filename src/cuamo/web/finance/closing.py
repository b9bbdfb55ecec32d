"""F19: the nightly closing: which night agrees, or what differs, what to do, and who has it made anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.kernel.errors import DomainError, Invalid
from cuamo.payments.selectors.closing_work import closing_work, last_good
from cuamo.payments.selectors.rebuilds import open_rebuild, rebuilds_ended
from cuamo.payments.services.rebuild_closing import approve_rebuild, ask_rebuild, refuse_rebuild
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.forms import read_id


@accountant_required
@require_http_methods(["GET", "POST"])
def show(request: ActedRequest) -> HttpResponse:
    """Show the work of a closing that does not agree, or was not made; else which night agrees."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _do(request)
        except DomainError as refused:
            where = "ly_do" if refused.where == "reason" else refused.where or "viec"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect("finance:closing")
    return render(request, "finance/closing.html", _shown(request, errors), status=status)


def _do(request: ActedRequest) -> str:
    act, reason, now = request.POST.get("viec", ""), request.POST.get("ly_do", ""), timezone.now()
    if act == "de-nghi":
        ask_rebuild(reason=reason, accountant=request.actor, at=now)
        return "Đã đề nghị lập lại số chốt. Kế toán khác sẽ duyệt."
    asked_id = read_id(request.POST, "de_nghi")
    if asked_id is None or act not in {"duyet", "khong"}:
        raise Invalid("closing.act", "Chọn duyệt hoặc không duyệt.", "Agree, or do not.", where="viec")
    if act == "duyet":
        approve_rebuild(rebuild_id=asked_id, accountant=request.actor, at=now)
        return "Đã duyệt. Máy đang cộng lại từ mọi bút toán; xem lại trang này sau ít phút."
    refuse_rebuild(rebuild_id=asked_id, reason=reason, accountant=request.actor, at=now)
    return "Đã ghi: không lập lại."


def _shown(request: ActedRequest, errors: dict[str, str]) -> dict[str, Any]:
    work, waiting = closing_work(at=timezone.now()), open_rebuild()
    typed = request.POST.get("ly_do", "")
    drawn = waiting is not None if request.POST.get("viec") != "de-nghi" else work and not waiting
    return {
        "work": work,
        "good": last_good(),
        "waiting": waiting,
        "own": waiting is not None and waiting.asked_by_id == request.actor.id,
        "history": rebuilds_ended(),
        "errors": errors,
        "typed": typed,
        "unsaved": [typed] if errors and typed and not drawn else [],
    }
