"""F18: a wrong match is taken back: one accountant says why, another agrees."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.selectors.pages import page_by
from cuamo.kernel.errors import DomainError, IllegalTransition, Invalid
from cuamo.payments.models import TakenBack
from cuamo.payments.selectors.matches import Match, Target, legs_in, match_of, target_of
from cuamo.payments.selectors.suspense import counted
from cuamo.payments.selectors.taken_back import take_backs_ended, take_backs_of, take_backs_waiting
from cuamo.payments.services.take_back import approve_take_back, ask_take_back, refuse_take_back
from cuamo.payments.states import TakeBackState
from cuamo.payments.types import MatchOf, Side
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.words import account_words, next_url
from cuamo.web.forms import read_id

PLACES = {"tien": MatchOf.SUSPENSE, "dong": MatchOf.LINE, "tui": MatchOf.DEPOSIT}
NAMES = {what: name for name, what in PLACES.items()}


@accountant_required
@require_GET
def take_backs(request: ActedRequest) -> HttpResponse:
    """List what waits for a second accountant, oldest first; what has ended, newest first."""
    ended = request.GET.get("nhom") == "da-xong"
    rows = take_backs_ended() if ended else take_backs_waiting()
    page = page_by(rows, "asked_at", after=request.GET.get("sau", ""), newest_first=ended)
    return render(
        request,
        "finance/take_backs.html",
        {
            "group": "da-xong" if ended else "cho",
            "address": request.path,
            "rows": [(row, NAMES[MatchOf(row.what)], _target_id(row)) for row in page.rows],
            "next_url": next_url(request, page.next_after),
            "tabs": [
                ("cho", "Chờ kế toán thứ hai", counted(take_backs_waiting())),
                ("da-xong", "Đã xong", None),
            ],
        },
    )


@accountant_required
@require_http_methods(["GET", "POST"])
def take_back(request: ActedRequest, place: str, target_id: UUID) -> HttpResponse:
    """Show the match that stands and its entry; ask to take it back, agree, or let it stand."""
    what = PLACES.get(place)
    if what is None:
        raise Http404
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            said = _do(request, what, target_id)
        except DomainError as refused:
            if refused.status == 404:
                raise
            where = "ly_do" if refused.where == "reason" else refused.where or "viec"
            errors, status = {where: phrases.say(refused)}, refused.status
        else:
            messages.success(request, said)
            return redirect("finance:take-back", place, target_id)
    return render(request, "finance/take_back.html", _shown(request, what, target_id, errors), status=status)


def _do(request: ActedRequest, what: MatchOf, target_id: UUID) -> str:
    act, reason, now = request.POST.get("viec", ""), request.POST.get("ly_do", ""), timezone.now()
    if act == "de-nghi":
        ask_take_back(what=what, target_id=target_id, reason=reason, accountant=request.actor, at=now)
        return "Đã đề nghị rút lại. Kế toán khác sẽ duyệt."
    asked_id = read_id(request.POST, "de_nghi")
    if asked_id is None or act not in {"duyet", "khong"}:
        raise Invalid("take_back.act", "Chọn duyệt hoặc không duyệt.", "Agree, or do not.", where="viec")
    if act == "duyet":
        approve_take_back(taken_back_id=asked_id, accountant=request.actor, at=now)
        return "Đã rút lại. Sổ đã ghi bút toán đảo."
    refuse_take_back(taken_back_id=asked_id, reason=reason, accountant=request.actor, at=now)
    return "Đã ghi: không rút lại."


def _shown(request: ActedRequest, what: MatchOf, target_id: UUID, errors: dict[str, str]) -> dict[str, Any]:
    target = target_of(what, target_id)
    told = take_backs_of(what, target.id)
    waiting = next((row for row in told if row.state == TakeBackState.ASKED), None)
    match = _match_of(target)
    typed = request.POST.get("ly_do", "")
    drawn = waiting is not None if request.POST.get("viec") != "de-nghi" else match and not waiting
    return {
        "what": what.label,
        "back": _BACK[what](target),
        "match": match,
        "legs": [
            (account_words(leg.account), leg.side == Side.DEBIT, leg.amount_vnd)
            for leg in legs_in(match.entry if match else "")
        ],
        "waiting": waiting,
        "own": waiting is not None and waiting.asked_by_id == request.actor.id,
        "history": [row for row in told if row.state != TakeBackState.ASKED],
        "errors": errors,
        "typed": typed,
        "unsaved": [typed] if errors and typed and not drawn else [],
    }


_BACK: dict[MatchOf, Callable[[Any], tuple[str, str]]] = {
    MatchOf.SUSPENSE: lambda item: (reverse("finance:item", args=[item.id]), "Tiền chưa rõ"),
    MatchOf.LINE: lambda item: (reverse("finance:reconciliation-item", args=[item.id]), "Khoản lệch"),
    MatchOf.DEPOSIT: lambda _: (reverse("finance:cash") + "?nhom=da-vao", "Túi đã vào ngân hàng"),
}


def _match_of(target: Target) -> Match | None:
    try:
        return match_of(target)
    except IllegalTransition:
        return None


def _target_id(row: TakenBack) -> UUID | None:
    return row.item_id or row.difference_id or row.bag_id
