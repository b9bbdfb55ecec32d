"""T2: «Gọi lại cho tôi»: a number, a time, what about; and taking it back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.dossiers.rules.callback import Window
from cuamo.dossiers.selectors.callbacks import may_ask_call, times_to_call
from cuamo.dossiers.services.call_back import ask_call, drop_call
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own

FIELDS = frozenset({"dien_thoai", "khung_gio"})
WEEKDAYS = (
    ("thứ hai", "Monday"),
    ("thứ ba", "Tuesday"),
    ("thứ tư", "Wednesday"),
    ("thứ năm", "Thursday"),
    ("thứ sáu", "Friday"),
    ("thứ bảy", "Saturday"),
    ("chủ nhật", "Sunday"),
)


@citizen_required
@require_http_methods(["GET", "POST"])
def callback(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Choose number and time; one call at a time."""
    dossier, now = own(request, dossier_id), timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            ask_call(
                dossier_id=dossier.id,
                citizen=request.actor,
                phone=request.POST.get("dien_thoai", ""),
                window=request.POST.get("khung_gio", ""),
                question=request.POST.get("viec", ""),
                at=now,
            )
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            if isinstance(refused, InvalidIdentifier):
                where = "dien_thoai"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, vi_en("Đã ghi. Tổng đài sẽ gọi.", "Noted. We will call."))
            return redirect("my:dossier", dossier.id)
    elif not may_ask_call(dossier):
        return redirect("my:dossier", dossier.id)
    today = to_hanoi(now).date()
    context = {
        "dossier": dossier,
        "errors": errors,
        "phone": request.POST.get("dien_thoai", str(dossier.contact_phone)),
        "window": request.POST.get("khung_gio", ""),
        "question": request.POST.get("viec", ""),
        "windows": [(each.key, say_window(each, today)) for each in times_to_call(now=now)],
    }
    return render(request, "my/callback.html", context, status=status)


@citizen_required
@require_POST
def drop(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Take it back."""
    own(request, dossier_id)
    try:
        drop_call(dossier_id=dossier_id, citizen=request.actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, vi_en("Đã bỏ yêu cầu gọi lại.", "The call is cancelled."))
    return redirect("my:dossier", dossier_id)


def say_window(window: Window, today: date) -> str:
    """Say a time: «hôm nay 27/11, 08:00–10:00»."""
    first, last = to_hanoi(window.starts_at), to_hanoi(window.ends_at)
    near = {0: ("hôm nay", "today"), 1: ("ngày mai", "tomorrow")}
    day = vi_en(*near.get((first.date() - today).days, WEEKDAYS[first.weekday()]))
    return f"{day} {first:%d/%m}, {first:%H:%M}–{last:%H:%M}"
