"""T2: «Hẹn giờ», «Hẹn lại»: choose when the courier comes, or which point keeps the envelope."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.slots import may_choose
from cuamo.dossiers.services.choose_window import choose_time_of_result
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.my.dossier import own
from cuamo.web.slots import FIELDS, chosen_words, slots_context


@citizen_required
@require_http_methods(["GET", "POST"])
def redeliver(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Choose a time of the next working days, or the nearest point."""
    dossier, now = own(request, dossier_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        window, point = request.POST.get("khung_gio", ""), request.POST.get("diem", "")
        try:
            choose_time_of_result(
                dossier_id=dossier.id, chooser=request.actor, window=window, point=point, at=now
            )
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, chosen_words(window, point))
            return redirect("my:dossier", dossier.id)
    parcel = parcel_of(dossier.id)
    if parcel is None or (not errors and not may_choose(parcel)):
        return redirect("my:dossier", dossier.id)
    context = {"dossier": dossier, "errors": errors} | slots_context(parcel, request.POST, now=now)
    return render(request, "my/redeliver.html", context, status=status)
