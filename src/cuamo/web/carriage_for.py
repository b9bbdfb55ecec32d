"""The clerk or the operator chooses for the recipient, who has shown who they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.slots import may_choose
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.choose_window import choose_time_of_result
from cuamo.dossiers.services.move_result import ask_move, stop_move
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.organisation.models import Ward
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.carriage import carriage_of
from cuamo.web.slots import chosen_words, slots_context

FIELDS = frozenset({"khung_gio", "diem", "dia_chi", "phuong"})


def carriage_for(
    request: ActedRequest,
    dossier: Dossier,
    *,
    template: str,
    back: str,
    context: dict[str, Any],
    now: datetime,
) -> HttpResponse:
    """Show where the envelope is and take a time, a point or another address; the citizen keys the code in.

    Args:
        back: address of this page, to come back to after each act.
    Raises:
        NotFound: nothing of the dossier is brought.
    """
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _act(request, dossier.id, now)
        except DomainError as refused:
            if refused.status == 404:
                raise
            where = refused.where if refused.where in FIELDS else "gui"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect(back)
    parcel, shown = parcel_of(dossier.id), carriage_of(dossier, now=now)
    if parcel is None or shown is None:
        raise NotFound("parcel.none", "Hồ sơ này chưa có phong bì.", "This dossier has no envelope yet.")
    moving = shown.envelope.moving
    page = {
        "dossier": dossier,
        "carriage": shown,
        "may_choose": may_choose(parcel),
        "waits": moving if moving and moving.applied_at is None else None,
        "wards": [(ward.code, ward.full_name) for ward in Ward.objects.order_by("name")],
        "typed": {"dia_chi": request.POST.get("dia_chi", ""), "phuong": request.POST.get("phuong", "")},
        "errors": errors,
    }
    page |= slots_context(parcel, request.POST, now=now) | context
    return render(request, template, page, status=status)


def _act(request: ActedRequest, dossier_id: UUID, now: datetime) -> str:
    posted, actor = request.POST, request.actor
    what = posted.get("viec", "")
    if what == "doi-noi-giao":
        ask_move(
            dossier_id=dossier_id,
            asker=actor,
            address=posted.get("dia_chi", ""),
            ward_code=posted.get("phuong", ""),
            at=now,
        )
        return "Đã gửi mã tới số điện thoại của hồ sơ. Người nhận tự bấm mã, không thì sau một ngày mới đổi."
    if what == "giu-noi-cu":
        stop_move(dossier_id=dossier_id, actor=actor, at=now)
        return "Nơi giao giữ như cũ."
    window, point = posted.get("khung_gio", ""), posted.get("diem", "")
    choose_time_of_result(dossier_id=dossier_id, chooser=actor, window=window, point=point, at=now)
    return chosen_words(window, point)
