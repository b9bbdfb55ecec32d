"""F2, F3: demands for money, and everything the books and the bank know about one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.dossiers.selectors.money_subject import MoneySubject, subject_of
from cuamo.dossiers.selectors.pages import page_by
from cuamo.dossiers.services.ask_fee_back import ask_fee_back
from cuamo.kernel.errors import DomainError
from cuamo.payments.rules.refunds import ENDINGS, goes_back
from cuamo.payments.selectors.requests import OneRequest, find_requests, one_request
from cuamo.payments.states import RequestState
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required
from cuamo.web.finance.words import next_url
from cuamo.web.forms import id_of, read_day
from cuamo.web.officer.readings import ACCOUNTING, note_reading


@accountant_required
@require_GET
def requests(request: ActedRequest) -> HttpResponse:
    """List demands by code, state and day; no person's name stands in a list."""
    words, state = request.GET.get("q", "").strip(), request.GET.get("trang_thai", "")
    state = state if state in RequestState.values else ""
    day = read_day(request.GET.get("ngay", ""))
    found = find_requests(words=words, state=state, day=day)
    page = page_by(found, "opened_at", after=request.GET.get("sau", ""), newest_first=True)
    return render(
        request,
        "finance/requests.html",
        {
            "rows": page.rows,
            "next_url": next_url(request, page.next_after),
            "words": words,
            "state": state,
            "day": request.GET.get("ngay", ""),
            "states": RequestState.choices,
            "narrowed": bool(words or state or day),
        },
    )


@accountant_required
@require_GET
def one(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Show one demand; the look is a row its person can read."""
    return _page(request, request_id)


def _page(request: ActedRequest, request_id: UUID, *, refused: DomainError | None = None) -> HttpResponse:
    """Draw one demand; what was chosen and typed for a refund that was refused stays."""
    found = one_request(request_id)
    subject = subject_of(found.request.subject_id)
    if subject is not None:
        note_reading(
            request.actor,
            person_id=subject.person_id,
            dossier_id=subject.dossier_id,
            at=timezone.now(),
            purpose=ACCOUNTING,
        )
    shown, words = _shown(found, subject), request.POST.get("ly_do", "")
    context = shown | {
        "errors": {_FIELDS.get(refused.where, "khoan"): phrases.say(refused)} if refused else {},
        "typed": words,
        "unsaved": [words] if refused and words and not shown["may_go_back"] else [],
        "chosen": request.POST.getlist("khoan"),
    }
    return render(request, "finance/request.html", context, status=refused.status if refused else 200)


_FIELDS = {"reason": "ly_do"}
"""Fields of the refund of fees, by what its service calls them."""


@accountant_required
@require_POST
def fee_back(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Ask that chosen fees go back."""
    try:
        ask_fee_back(
            request_id=request_id,
            line_ids=[found for text in request.POST.getlist("khoan") if (found := id_of(text))],
            reason=request.POST.get("ly_do", ""),
            accountant=request.actor,
            at=timezone.now(),
        )
    except DomainError as refused:
        return _page(request, request_id, refused=refused)
    messages.success(request, "Đã đề nghị hoàn phí. Kế toán khác sẽ duyệt.")
    return redirect("finance:request", request_id)


def _shown(found: OneRequest, subject: MoneySubject | None) -> dict[str, Any]:
    ending = subject.ending if subject is not None and subject.is_fee else ""
    lines = [(line, goes_back(line.refund_when, ending=ending)) for line in found.lines]
    return {
        "found": found,
        "subject": subject,
        "ending": ENDINGS.get(ending, ""),
        "lines": lines,
        "may_go_back": found.request.settled
        and any(back for _, back in lines)
        and not any(refund.cause == "FEE_BACK" for refund in found.refunds if refund.state != "REFUSED"),
    }
