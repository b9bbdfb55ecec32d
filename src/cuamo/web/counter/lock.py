"""Lock the counter, and open it with the PIN."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.organisation.services.counter_pin import try_pin
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter import lock_state
from cuamo.web.counter.bench import CLERKS
from cuamo.web.counter.lock_guard import LOCKED, lock_page, safe_back

BLOCKED = "Sai mã PIN 5 lần. Đăng nhập lại để mở quầy, chữ đã gõ vẫn còn."


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def unlock(request: ActedRequest) -> HttpResponse:
    """Open with the right PIN; the fifth wrong one, or the wish to, ends the session."""
    back, now = safe_back(request.POST.get("ve") or request.GET.get("ve", "")), timezone.now()
    if request.method == "GET":
        locked = lock_state.is_locked(request, at=now)
        return lock_page(request, back=back) if locked else redirect(back)
    if request.POST.get("act") == "sign-in":
        return _sign_in_again(request, back)
    tried = try_pin(
        account_id=UUID(request.actor.id),
        pin=request.POST.get("pin", "").strip(),
        signed_in_at=lock_state.second_factor_at(request),
        at=now,
    )
    fetched = bool(request.headers.get("X-Requested-With"))
    if tried.right:
        lock_state.unlock(request, request.actor, at=now)
        return HttpResponse(status=204) if fetched else redirect(back)
    if not tried.left:
        messages.error(request, BLOCKED)
        return _sign_in_again(request, back)
    error = f"Mã PIN chưa đúng. Còn {tried.left} lần thử."
    return (
        JsonResponse({"error": error}, status=422) if fetched else lock_page(request, back=back, error=error)
    )


@staff_required(*CLERKS)
@require_POST
def lock(request: ActedRequest) -> HttpResponse:
    """Lock now: by key on leaving the desk, or because nobody touched anything."""
    why = "idle" if request.POST.get("why") == "idle" else "key"
    lock_state.lock(request, request.actor, why=why, at=timezone.now())
    if request.headers.get("X-Requested-With"):
        return HttpResponse(status=204)
    return redirect("counter:unlock")


@staff_required(*CLERKS)
@require_POST
def here(request: ActedRequest) -> HttpResponse:
    """Somebody works here: 204, or 423 when the counter is locked already."""
    return HttpResponse(status=204 if lock_state.stay(request, at=timezone.now()) else LOCKED)


def _sign_in_again(request: ActedRequest, back: str) -> HttpResponse:
    """End the session; the browser still knows for whom typed words are held, and which screens rest."""
    kept = [(message.level, message.message) for message in messages.get_messages(request)]
    resting = lock_state.remembering(request)
    logout(request)
    lock_state.remember(request, resting)
    for level, text in kept:
        messages.add_message(request, level, text)
    if request.headers.get("X-Requested-With"):
        address = redirect_to_login(back, reverse("account_login")).url
        return JsonResponse({"go": address}, status=401)
    return redirect_to_login(back, reverse("account_login"))
