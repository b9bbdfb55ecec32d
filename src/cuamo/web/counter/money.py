"""Q9: what is owed, by QR or in cash."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.brought import cash_in_no_book_for
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.states import Money
from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.selectors.status import cash_receipt_of, status_of
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.payments.services.take_cash import take_cash
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import go, keys_of, step_page
from cuamo.web.counter.taking import tendered_vnd

ROUND_TO = (1, 10_000, 50_000, 100_000, 500_000)


def pay(request: ActedRequest, visit: Visit, dossier: Dossier) -> HttpResponse:
    """Show the fee line by line; take cash, or wait for the bank."""
    if dossier.money != Money.AWAITING:
        if request.method == "POST" or dossier.fee.get("citizen_total_vnd", 0) == 0:
            return go(visit, 10)
        cash = cash_receipt_of(dossier.id)
        return step_page(
            request,
            visit,
            dossier,
            9,
            "counter/money.html",
            fee=dossier.fee,
            paid=True,
            cash=cash,
            unbooked=[] if cash else _unbooked(dossier, 0),
        )
    now = timezone.now()
    asked = status_of(dossier.id, at=now)
    errors: dict[str, str] = {}
    status = 200
    if asked is not None and request.method == "POST":
        try:
            if request.POST.get("act") == "cash":
                _cash(request, dossier, asked.request_id)
                return go(visit, 9)
            start_attempt(request_id=asked.request_id, at=now)
            return go(visit, 9)
        except DomainError as refused:
            errors, status = {refused.where or "tien": phrases.say(refused)}, refused.status
    owed = asked.remaining_vnd if asked else int(dossier.fee["citizen_total_vnd"])
    return step_page(
        request,
        visit,
        dossier,
        9,
        "counter/money.html",
        status=status,
        fee=dossier.fee,
        unbooked=_unbooked(dossier, owed),
        asked=asked,
        owed=owed,
        tenders=[
            (amount, amount - owed) for amount in sorted({-(-owed // note) * note for note in ROUND_TO})
        ],
        other=request.POST.get("other", ""),
        keys=_keys(visit, dossier, asked=bool(asked and (asked.qr_payload or asked.unsure))),
        qr=qr_svg(asked.qr_payload) if asked and asked.qr_payload else "",
        errors=errors,
        tendered=request.POST.get("tendered", ""),
        cash_error=errors.get("tendered_vnd", ""),
        paid=False,
    )


def _unbooked(dossier: Dossier, owed: int) -> list[dict[str, Any]]:
    """Return the cash taken without the network that is in no book, and how it differs from what is owed."""
    return [
        {
            "amount": row.cash_vnd,
            "number": row.local_number,
            "back": max(row.cash_vnd - owed, 0),
            "more": max(owed - row.cash_vnd, 0),
        }
        for row in cash_in_no_book_for(dossier.id)
    ]


def _cash(request: ActedRequest, dossier: Dossier, request_id: UUID) -> None:
    now = timezone.now()
    shift = open_shift_of(request.actor.id)
    receipt = take_cash(
        request_id=request_id,
        tendered_vnd=tendered_vnd(request),
        shift_id=shift.id if shift else UUID(int=0),
        clerk=request.actor,
        at=now,
    )
    settle_money(dossier_id=dossier.id, amount_vnd=receipt.amount_vnd, at=now)


def _keys(visit: Visit, dossier: Dossier, *, asked: bool) -> list[dict[str, Any]]:
    """Return the keys while money is owed: F9 shows the QR, digits choose what is given in cash."""
    keys = keys_of(visit, dossier, 9)
    if not asked:
        keys.append(
            {"key": "F9", "name": "Hiện mã VietQR", "form": "buoc", "main": True, "name_value": ["act", "qr"]}
        )
    return keys
