"""T2: complain against a decision, and read what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.complaints import may_complain
from cuamo.dossiers.services.complain import DAYS_TO_ANSWER, complain
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own


@citizen_required
@require_http_methods(["GET", "POST"])
def complaint(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Ask what the person does not agree with; one complaint at a time."""
    dossier = own(request, dossier_id)
    text, errors, status = request.POST.get("text", ""), {}, 200
    if request.method == "POST":
        try:
            complain(dossier_id=dossier.id, citizen=request.actor, text=text, at=timezone.now())
        except DomainError as refused:
            errors = {refused.where if refused.where == "text" else "gui": phrases.say(refused)}
            status = refused.status
        else:
            messages.success(
                request,
                vi_en(
                    f"Đã gửi khiếu nại. Trả lời trong {DAYS_TO_ANSWER} ngày làm việc.",
                    f"The complaint is sent. It is answered within {DAYS_TO_ANSWER} working days.",
                ),
            )
            return redirect("my:dossier", dossier.id)
    elif not may_complain(dossier):
        return redirect("my:dossier", dossier.id)
    context = {"dossier": dossier, "text": text, "errors": errors, "days": DAYS_TO_ANSWER}
    return render(request, "my/complain.html", context, status=status)
