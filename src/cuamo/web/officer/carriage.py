"""X2: what an officer decides about the envelope."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.services.settle_carriage import (
    let_heirs_have_it,
    report_lost,
    say_recipient_lives,
    say_sender_lives,
)
from cuamo.kernel.errors import DomainError
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.queue import OFFICERS

LONGEST = 500
PAPERS = "giay-to"


@staff_required(*OFFICERS)
@require_POST
def lost(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Declare the envelope lost; the result is issued again by itself."""

    def act() -> str:
        loss = report_lost(
            dossier_id=dossier_id,
            officer=request.actor,
            why=request.POST.get("why", ""),
            words=request.POST.get("words", "")[:LONGEST],
            at=timezone.now(),
        )
        return f"Đã báo mất {loss.parcel.label}. Kết quả được cấp lại, người dân có tin nhắn xin lỗi."

    return _do(request, dossier_id, act)


@staff_required(Role.LEADER)
@require_POST
def heirs(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Name the heirs who may take it, one a line; or say that the recipient, or who sends papers, lives."""

    def act() -> str:
        if request.POST.get("lives") == PAPERS:
            say_sender_lives(dossier_id=dossier_id, officer=request.actor, at=timezone.now())
            return "Đã ghi báo nhầm. Người nộp lại có tin nhắn, hẹn được bưu tá tới lấy giấy tờ."
        if request.POST.get("lives") == "1":
            say_recipient_lives(dossier_id=dossier_id, officer=request.actor, at=timezone.now())
            return "Đã ghi người nhận còn sống. Cách nhận như trước."
        let_heirs_have_it(
            dossier_id=dossier_id,
            officer=request.actor,
            names=request.POST.get("names", "")[:2000].splitlines(),
            ground=request.POST.get("ground", "")[:LONGEST],
            at=timezone.now(),
        )
        return "Đã ghi người thừa kế được nhận."

    return _do(request, dossier_id, act)


def _do(request: ActedRequest, dossier_id: UUID, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except DomainError as refused:
        if refused.status == 404:
            raise
        messages.error(request, phrases.say(refused))
    query = Filters.of(request).query
    return redirect(reverse("officer:dossier", args=[dossier_id]) + query + "#giao")
