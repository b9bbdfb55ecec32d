"""T2: «Hẹn lại»: choose when the courier comes again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.delivery.rules.windows import slots_after
from cuamo.delivery.selectors.waiting import envelope_of
from cuamo.dossiers.services.choose_window import choose_time_of_result
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own


@citizen_required
@require_http_methods(["GET", "POST"])
def redeliver(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Choose a time of the next three days."""
    dossier, now = own(request, dossier_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        window = request.POST.get("khung_gio", "")
        try:
            choose_time_of_result(dossier_id=dossier.id, citizen=request.actor, window=window, at=now)
        except DomainError as refused:
            where = refused.where if refused.where == "khung_gio" else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, vi_en(f"Đã hẹn {window}. Bưu tá thấy giờ này.", f"Set for {window}."))
            return redirect("my:dossier", dossier.id)
    envelope = envelope_of(dossier.id)
    if not errors and (envelope is None or not envelope.may_choose):
        return redirect("my:dossier", dossier.id)
    context = {
        "dossier": dossier,
        "envelope": envelope,
        "slots": [(slot, slot) for slot in slots_after(to_hanoi(now).date())],
        "chosen": request.POST.get("khung_gio", envelope.chosen if envelope else ""),
        "errors": errors,
    }
    return render(request, "my/redeliver.html", context, status=status)
