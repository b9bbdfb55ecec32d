"""F4, F5: money nobody knows, money that is too little, and messages that contradict each other."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.selectors.pages import page_by
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.payments.selectors.suspense import (
    candidates_for,
    conflicts_open,
    counted,
    item_of,
    items_waiting,
    live_refunds_of,
    next_of,
    partial_requests,
)
from cuamo.payments.services.ask_refund import ask_refund
from cuamo.payments.services.close_conflict import close_conflict
from cuamo.payments.services.match_money import approve_match, call_stray, propose_match, refuse_match
from cuamo.payments.types import RefundWay, SuspenseKind
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.words import next_url
from cuamo.web.forms import id_of


@accountant_required
@require_GET
def suspense(request: ActedRequest) -> HttpResponse:
    """List what waits in one of three groups, longest first, with its next step and whose it is."""
    group = request.GET.get("nhom", "tien")
    group = group if group in {"tien", "thieu", "mau-thuan"} else "tien"
    rows, next_after = _page_of(group, after=request.GET.get("sau", ""))
    return _list(request, group, rows, next_url(request, next_after))


def _list(
    request: ActedRequest,
    group: str,
    rows: Sequence[object],
    next_page: str,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    return render(
        request,
        "finance/suspense.html",
        {
            "group": group,
            "rows": rows,
            "next_url": next_page,
            "address": reverse("finance:suspense"),
            "tabs": [
                ("tien", "Tiền chưa rõ", counted(items_waiting())),
                ("thieu", "Trả thiếu", counted(partial_requests())),
                ("mau-thuan", "Tin báo mâu thuẫn", counted(conflicts_open())),
            ],
            **more,
        },
        status=status,
    )


def _page_of(group: str, *, after: str) -> tuple[Sequence[object], str]:
    """Return the rows of one group and where its next page begins."""
    if group == "thieu":
        partial = page_by(partial_requests(), "opened_at", after=after)
        return partial.rows, partial.next_after
    if group == "mau-thuan":
        told = page_by(conflicts_open(), "received_at", after=after)
        return told.rows, told.next_after
    waiting = page_by(items_waiting(), "since", after=after)
    refunds = live_refunds_of(item.id for item in waiting.rows)
    return [(item, next_of(item, refunds.get(item.id))) for item in waiting.rows], waiting.next_after


@accountant_required
@require_GET
def item(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Show one sum: what is known, whose it may be, and the next step."""
    return _item_page(request, item_id)


def _item_page(
    request: ActedRequest, item_id: UUID, *, form: str = "", refused: DomainError | None = None
) -> HttpResponse:
    """Draw one sum; what was typed into a form that was refused stays, its errors at the fields."""
    found = item_of(item_id)
    refund = live_refunds_of([found.id]).get(found.id)
    unmatched = found.kind == SuspenseKind.UNKNOWN_REFERENCE and found.matched_at is None
    open_to_match = bool(unmatched and found.left_vnd and refund is None)
    proposed = open_to_match and found.proposed_request_id is not None
    errors = {_FIELDS.get(refused.where, refused.where) or "khoan": phrases.say(refused)} if refused else {}
    drawn = {
        "match": open_to_match and not proposed,
        "decide": proposed,
        "refund": bool(found.left_vnd and refund is None and not unmatched),
    }
    words = request.POST.get("ly_do", "")
    context = {
        "item": found,
        "refund": refund,
        "next": next_of(found, refund),
        "unmatched": drawn["match"],
        "proposed": proposed,
        "own": proposed and found.proposed_by_id == request.actor.id,
        "candidates": candidates_for(found) if open_to_match and not proposed else [],
        "may_refund": drawn["refund"],
        "ways": [
            (way, label)
            for way, label in RefundWay.choices
            if way == RefundWay.CASH or found.callback_id is not None
        ],
        "errors": errors,
        "typed": {form: {name: request.POST.get(name, "") for name in ("khoan", "cach", "ly_do")}},
        "failed": {form: errors},
        "unsaved": [words] if refused and words and not drawn.get(form) else [],
    }
    return render(request, "finance/item.html", context, status=refused.status if refused else 200)


_FIELDS = {"reason": "ly_do", "way": "cach"}
"""Fields of the forms of a sum, by what a service calls them."""


@accountant_required
@require_POST
def match(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Propose to which demand a sum belongs, or call it nobody's."""
    chosen, reason, now = request.POST.get("khoan", ""), request.POST.get("ly_do", ""), timezone.now()
    request_id = id_of(chosen)
    try:
        if chosen == "khong-cua-ai":
            call_stray(item_id=item_id, reason=reason, accountant=request.actor, at=now)
            messages.success(request, "Đã ghi là tiền chuyển nhầm. Giờ có thể đề nghị hoàn.")
        elif request_id is not None:
            propose_match(
                item_id=item_id, request_id=request_id, reason=reason, accountant=request.actor, at=now
            )
            messages.success(request, "Đã đề nghị ghép. Kế toán khác sẽ duyệt.")
        else:
            raise Invalid(
                "suspense.chosen",
                "Chọn khoản phải trả, hoặc «Không của khoản nào».",
                "Choose a demand, or say that it belongs to none.",
                where="khoan",
            )
    except DomainError as refused:
        return _item_page(request, item_id, form="match", refused=refused)
    return redirect("finance:item", item_id)


@accountant_required
@require_POST
def decide_match(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Agree with a proposed match, or do not, with a reason."""
    request_id, now = id_of(request.POST.get("khoan", "")), timezone.now()
    try:
        if request.POST.get("quyet") == "duyet" and request_id is not None:
            matched = approve_match(item_id=item_id, request_id=request_id, accountant=request.actor, at=now)
            messages.success(
                request,
                "Đã ghép. Phần thừa chờ hoàn."
                if matched.left_vnd
                else "Đã ghép, khoản phải trả đã nhận tiền.",
            )
        else:
            refuse_match(
                item_id=item_id, reason=request.POST.get("ly_do", ""), accountant=request.actor, at=now
            )
            messages.success(request, "Đã ghi: không ghép.")
    except DomainError as refused:
        return _item_page(request, item_id, form="decide", refused=refused)
    return redirect("finance:item", item_id)


@accountant_required
@require_POST
def refund(request: ActedRequest, item_id: UUID) -> HttpResponse:
    """Ask that a sum goes back."""
    try:
        ask_refund(
            item_id=item_id,
            way=request.POST.get("cach", ""),
            reason=request.POST.get("ly_do", ""),
            accountant=request.actor,
            at=timezone.now(),
        )
    except DomainError as refused:
        return _item_page(request, item_id, form="refund", refused=refused)
    messages.success(request, "Đã đề nghị hoàn. Kế toán khác sẽ duyệt.")
    return redirect("finance:item", item_id)


@accountant_required
@require_POST
def conflict(request: ActedRequest, callback_id: UUID) -> HttpResponse:
    """Keep what the platform answered about a contradiction."""
    try:
        close_conflict(
            callback_id=callback_id,
            words=request.POST.get("tra_loi", ""),
            accountant=request.actor,
            at=timezone.now(),
        )
    except DomainError as refused:
        return _conflicts_page(request, callback_id, refused)
    messages.success(request, "Đã ghi câu trả lời của cổng thanh toán.")
    return redirect(_conflicts())


def _conflicts_page(request: ActedRequest, callback_id: UUID, refused: DomainError) -> HttpResponse:
    """Draw the contradictions with the one that was answered first, and what was typed for it."""
    rows, next_after = _page_of("mau-thuan", after="")
    answered = conflicts_open().filter(id=callback_id).first()
    if answered is not None:
        rows = [answered, *(row for row in rows if getattr(row, "id", None) != answered.id)]
    typed = request.POST.get("tra_loi", "")
    return _list(
        request,
        "mau-thuan",
        rows,
        f"{_conflicts()}&{urlencode({'sau': next_after})}" if next_after else "",
        status=refused.status,
        errors={f"tra_loi_{callback_id}": phrases.say(refused)},
        answered=answered,
        typed=typed,
        unsaved=[typed] if typed and answered is None else [],
    )


def _conflicts() -> str:
    return reverse("finance:suspense") + "?nhom=mau-thuan"
