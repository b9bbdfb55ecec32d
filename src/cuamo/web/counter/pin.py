"""Set or change the PIN of the counter, after a fresh second factor."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.pins import has_pin
from cuamo.organisation.services.counter_pin import set_pin
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter import lock_state
from cuamo.web.counter.bench import CLERKS, page_keys


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def pin(request: ActedRequest) -> HttpResponse:
    """Set the PIN; whoever showed the second factor too long ago shows it again first."""
    now = timezone.now()
    shown = lock_state.second_factor_at(request)
    if shown is None or (now - shown).total_seconds() > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        again = urlencode({"next": reverse("counter:pin")})
        return redirect(f"{reverse('mfa_reauthenticate')}?{again}")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            set_pin(
                clerk=request.actor,
                pin=request.POST.get("pin", "").strip(),
                again=request.POST.get("again", "").strip(),
                at=now,
            )
        except DomainError as refused:
            errors, status = {refused.where or "pin": phrases.say(refused)}, refused.status
        else:
            messages.success(request, "Đã đặt mã PIN.")
            fetched = request.headers.get("X-Requested-With")
            return HttpResponse(status=204) if fetched else redirect("counter:idle")
    context = {
        "errors": errors,
        "has_pin": has_pin(request.actor.id),
        "place": "pin",
        "unit_name": getattr(Unit.objects.filter(code=request.actor.unit_code).first(), "name_vi", ""),
        "keys": page_keys(back=True, main={"key": "F10", "name": "Đặt mã PIN", "form": "buoc", "main": True}),
    }
    return render(request, "counter/pin.html", context, status=status)
