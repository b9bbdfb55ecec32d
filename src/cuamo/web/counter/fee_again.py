"""Q9F: the fee of a dossier that was sent in and whose payment was taken back, in cash at any counter."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.obligations import fee_to_collect, owes_fee_again
from cuamo.dossiers.services.collect_fee import note_fee_looked_at, take_fee_again
from cuamo.kernel.errors import DomainError
from cuamo.payments.selectors.receipts import cash_receipt_of
from cuamo.payments.selectors.requests import lines_of
from cuamo.payments.selectors.status import status_of
from cuamo.payments.types import Method
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.beside import may_show_papers
from cuamo.web.counter.taking import taking, tendered_vnd


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
@may_show_papers
def fee_again(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show what is owed again, line by line; take it in cash."""
    dossier = fee_to_collect(dossier_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            take_fee_again(
                dossier_id=dossier.id,
                tendered_vnd=tendered_vnd(request),
                clerk=request.actor,
                at=timezone.now(),
            )
        except DomainError as refused:
            errors, status = {refused.where or "tien": phrases.say(refused)}, refused.status
            dossier = fee_to_collect(dossier_id)
        else:
            return redirect("counter:fee-again", dossier.id)
    else:
        note_fee_looked_at(dossier, clerk=request.actor, at=timezone.now())
    return render(request, "counter/fee_again.html", _page(request, dossier, errors), status=status)


def _page(request: ActedRequest, dossier: Dossier, errors: dict[str, str]) -> dict[str, Any]:
    asked = status_of(dossier.id, at=timezone.now())
    in_cash = asked is not None and asked.settled and asked.method == Method.CASH
    receipt = cash_receipt_of(asked.receipt_id) if asked and in_cash and asked.receipt_id else None
    remaining = asked.remaining_vnd if asked else 0
    return taking(request, dossier, remaining=remaining, receipt=receipt, errors=errors) | {
        "fees": {
            "lines": lines_of(asked.request_id) if asked else [],
            "citizen_total_vnd": asked.amount_vnd if asked else 0,
        },
        "asked": asked,
        "owes": owes_fee_again(dossier) and asked is not None and not asked.settled and remaining > 0,
        "keys": page_keys(back=True),
    }
