"""F6, F7: money that goes back; who asked for it does not decide."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.selectors.pages import page_by
from cuamo.kernel.errors import DomainError
from cuamo.payments.selectors.refunds import WAITING, refund_of, refunds_in
from cuamo.payments.selectors.suspense import counted
from cuamo.payments.services.decide_refund import approve_refund, refuse_refund
from cuamo.payments.states import RefundState
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.words import next_url

NAMES = {
    "cho-duyet": "Chờ duyệt",
    "dang-tra": "Đang trả",
    "chua-ro": "Chưa rõ kết quả",
    "da-xong": "Đã xong",
}


@accountant_required
@require_GET
def refunds(request: ActedRequest) -> HttpResponse:
    """List refunds by what is to be done; those that are done newest first."""
    group = request.GET.get("nhom", "cho-duyet")
    group = group if group in WAITING else "cho-duyet"
    page = page_by(
        refunds_in(group), "asked_at", after=request.GET.get("sau", ""), newest_first=group == "da-xong"
    )
    return render(
        request,
        "finance/refunds.html",
        {
            "group": group,
            "address": request.path,
            "rows": page.rows,
            "next_url": next_url(request, page.next_after),
            "tabs": [
                (name, words, None if name == "da-xong" else counted(refunds_in(name)))
                for name, words in NAMES.items()
            ],
        },
    )


@accountant_required
@require_GET
def one(request: ActedRequest, refund_id: UUID) -> HttpResponse:
    """Show one refund and, to somebody else than who asked for it, the decision."""
    return _page(request, refund_id)


def _page(request: ActedRequest, refund_id: UUID, *, refused: DomainError | None = None) -> HttpResponse:
    """Draw one refund; what was typed into a decision that was refused stays, its error at the field."""
    found = refund_of(refund_id)
    waits = found.state == RefundState.ASKED
    mine = found.asked_by_id == request.actor.id
    words = request.POST.get("ly_do", "")
    context = {
        "refund": found,
        "may_decide": waits and not mine,
        "own": waits and mine,
        "errors": {"ly_do": phrases.say(refused)} if refused else {},
        "typed": words,
        "unsaved": [words] if refused and words and not (waits and not mine) else [],
    }
    return render(request, "finance/refund.html", context, status=refused.status if refused else 200)


@accountant_required
@require_POST
def decide(request: ActedRequest, refund_id: UUID) -> HttpResponse:
    """Approve, or do not, with a reason."""
    approved = request.POST.get("quyet") == "duyet"
    try:
        if approved:
            approve_refund(refund_id=refund_id, accountant=request.actor, at=timezone.now())
        else:
            refuse_refund(
                refund_id=refund_id,
                reason=request.POST.get("ly_do", ""),
                accountant=request.actor,
                at=timezone.now(),
            )
    except DomainError as refused:
        return _page(request, refund_id, refused=refused)
    messages.success(request, "Đã duyệt hoàn tiền." if approved else "Đã ghi: không duyệt.")
    return redirect("finance:refund", refund_id)
