"""T2: «Đổi nơi giao»: another address for the result; the phone known before is told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.delivery.selectors.waiting import envelope_of
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.move_result import ask_move, confirm_move, stop_move
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Ward
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en
from cuamo.web.my.dossier import own

FIELDS = frozenset({"dia_chi", "phuong"})


@citizen_required
@require_http_methods(["GET", "POST"])
def move_result(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Ask for another address; while a request waits, key in its code or stop it."""
    dossier = own(request, dossier_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        ward = request.POST.get("phuong", "")
        try:
            if not Ward.objects.filter(code=ward).exists():
                errors, status = {"phuong": vi_en("Chọn phường, xã.", "Choose a ward.")}, 422
            else:
                ask_move(
                    dossier_id=dossier.id,
                    asker=request.actor,
                    address=request.POST.get("dia_chi", ""),
                    ward_code=ward,
                    at=timezone.now(),
                )
        except DomainError as refused:
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        if not errors:
            return redirect("my:move-result", dossier.id)
    return _page(request, dossier, errors, status)


@citizen_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: ActedRequest, dossier_id: UUID) -> HttpResponseBase:
    """Key in the code of the text."""
    if request.method != "POST":
        return redirect("my:move-result", dossier_id)
    dossier = own(request, dossier_id)
    errors: dict[str, str] = {}
    status = 200
    try:
        right = confirm_move(
            dossier_id=dossier.id, code=request.POST.get("ma", ""), actor=request.actor, at=timezone.now()
        )
    except DomainError as refused:
        errors, status = {"ma": phrases.say(refused)}, refused.status
    else:
        if right:
            messages.success(request, vi_en("Đã đổi nơi giao.", "The address was changed."))
            return redirect("my:dossier", dossier.id)
        said = vi_en("Mã chưa đúng. Xem lại tin nhắn.", "The code is wrong. Look at the text again.")
        errors, status = {"ma": said}, 422
    return _page(request, dossier, errors, status)


@citizen_required
@require_POST
def stop(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Stop the request that waits."""
    dossier = own(request, dossier_id)
    try:
        stop_move(dossier_id=dossier.id, actor=request.actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, vi_en("Nơi giao giữ như cũ.", "The address stays as it was."))
    return redirect("my:dossier", dossier.id)


def _page(request: ActedRequest, dossier: Dossier, errors: dict[str, str], status: int) -> HttpResponse:
    envelope = envelope_of(dossier.id)
    if envelope is None or (not errors and not envelope.may_move):
        return redirect("my:dossier", dossier.id)
    waits = envelope.moving if envelope.moving and envelope.moving.applied_at is None else None
    context: dict[str, Any] = {
        "dossier": dossier,
        "waits": waits,
        "errors": errors,
        "typed": {"dia_chi": request.POST.get("dia_chi", ""), "phuong": request.POST.get("phuong", "")},
        "wards": [(ward.code, ward.full_name) for ward in Ward.objects.order_by("name")],
    }
    return render(request, "my/move_result.html", context, status=status)
