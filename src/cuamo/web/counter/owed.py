"""Money the authority found while deciding, taken at any counter: VietQR on the citizen screen, or cash."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Obligation, Visit
from cuamo.dossiers.selectors.cash_sheet import cash_sheet
from cuamo.dossiers.selectors.obligations import is_closed, is_paid, obligation_to_collect
from cuamo.dossiers.selectors.visits import open_visits
from cuamo.dossiers.services.collect import note_looked_at, put_away_owed, show_owed, take_owed_cash
from cuamo.dossiers.services.pay_on_paper import owed_slip
from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.scope import units_under
from cuamo.payments.selectors.receipts import cash_receipt_of
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.note_printed import note_receipt_printed
from cuamo.payments.types import Status
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.beside import beside_the_page, may_show_papers
from cuamo.web.counter.people import screen_qr
from cuamo.web.counter.taking import taking, tendered_vnd


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
@may_show_papers
def owed(request: ActedRequest, obligation_id: UUID) -> HttpResponse:
    """Show what is owed; take cash, show the QR on the citizen screen, or put it away."""
    obligation, visit = obligation_to_collect(obligation_id), _visit_of(request, obligation_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return _act(request, obligation, visit)
        except DomainError as refused:
            errors, status = {refused.where or "tien": phrases.say(refused)}, refused.status
        obligation, visit = obligation_to_collect(obligation_id), _visit_of(request, obligation_id)
    else:
        note_looked_at(obligation, clerk=request.actor, at=timezone.now())
    return render(request, "counter/owed.html", _page(request, obligation, visit, errors), status=status)


@staff_required(*CLERKS)
@require_GET
def owed_poll(request: ActedRequest, obligation_id: UUID) -> HttpResponse:
    """Answer 204 while the bank is silent; `X-Go` once there is something new to see."""
    obligation = obligation_to_collect(obligation_id)
    asked = status_of(obligation.id, at=timezone.now())
    now = _mark(obligation, asked)
    if request.GET.get("canh") == now:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"X-Go": reverse("counter:owed", args=[obligation.id])})


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def cash_paper(request: ActedRequest, receipt_id: UUID) -> HttpResponse:
    """Answer the receipt for cash on A5, at the place that took it; printed again it says so."""
    receipt = cash_receipt_of(receipt_id)
    if receipt.unit_code not in units_under(request.actor.unit_code):
        raise Http404
    before = note_receipt_printed(receipt_id=receipt.id, clerk=request.actor, at=timezone.now())
    content = print_sheet("cash_receipt", cash_sheet(receipt, reprint=before))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{receipt.shown_number}.pdf"'
    return response


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def owed_paper(request: ActedRequest, obligation_id: UUID) -> HttpResponse:
    """Answer the slip to take along: amount, what for, until when, VietQR; printed again it says so."""
    sheet = owed_slip(obligation_id=obligation_id, actor=request.actor, at=timezone.now())
    note_looked_at(obligation_to_collect(obligation_id), clerk=request.actor, at=timezone.now())
    response = HttpResponse(print_sheet("slip_a5", sheet), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="phai-tra-{sheet["code"]}.pdf"'
    return response


def _act(request: ActedRequest, obligation: Obligation, visit: Visit | None) -> HttpResponse:
    act, now = request.POST.get("act", ""), timezone.now()
    if act == "done":
        if visit is not None and visit.collects_id == obligation.id:
            visit = put_away_owed(visit_id=visit.id, clerk=request.actor, at=now)
        stays = visit is not None and visit.ended_at is None
        return redirect("counter:visit", visit.id) if visit and stays else redirect("counter:idle")
    if act == "cash":
        take_owed_cash(
            obligation_id=obligation.id,
            tendered_vnd=tendered_vnd(request),
            clerk=request.actor,
            at=now,
        )
    else:
        show_owed(
            obligation_id=obligation.id, visit_id=visit.id if visit else None, clerk=request.actor, at=now
        )
    return redirect("counter:owed", obligation.id)


def _page(
    request: ActedRequest, obligation: Obligation, visit: Visit | None, errors: dict[str, str]
) -> dict[str, Any]:
    asked = status_of(obligation.id, at=timezone.now())
    paid = is_paid(obligation, asked)
    remaining = asked.remaining_vnd if asked else obligation.total_vnd
    shown = visit is not None and visit.collects_id == obligation.id
    receipt = cash_receipt_of(asked.receipt_id) if asked and asked.receipt_id else None
    closed = is_closed(obligation, asked)
    cash = taking(request, obligation.dossier, remaining=remaining, receipt=receipt, errors=errors)
    return cash | {
        "owed": obligation,
        "fees": {"lines": obligation.lines, "citizen_total_vnd": obligation.total_vnd},
        "asked": asked,
        "paid": paid,
        "closed": closed,
        "visit": visit if shown else None,
        "screen_qr": screen_qr(request, visit) if visit and shown and not visit.screen_device else "",
        "qr": qr_svg(asked.qr_payload) if shown and asked and asked.qr_payload else "",
        "mark": _mark(obligation, asked),
        "keys": _keys(shown=shown, paid=paid, can_show=cash["working"] and not closed and not shown),
    }


def _visit_of(request: ActedRequest, obligation_id: UUID) -> Visit | None:
    """Return the clerk's visit whose screen shows the obligation, else the one they work on now, if any."""
    mine = open_visits(request.actor)
    shows = next((visit for visit in mine if visit.collects_id == obligation_id), None)
    return shows or next((visit for visit in mine if not visit.parked), None)


def _mark(obligation: Obligation, asked: Status | None) -> str:
    """Return a mark that changes when the page has something new to say."""
    if is_paid(obligation, asked):
        return "paid"
    if asked is None or is_closed(obligation, asked):
        return "closed"
    return f"{asked.received_vnd}-{'unsure' if asked.unsure else ('qr' if asked.qr_payload else '')}"


def _keys(*, shown: bool, paid: bool, can_show: bool) -> list[dict[str, Any]]:
    keys = page_keys(back=True)
    if shown:
        keys[0] = {"key": "Esc", "name": "Cất khoản thu", "form": "xong", "name_value": ["act", "done"]}
    if paid:
        done = {"key": "F10", "name": "Xong", "form": "xong", "main": True, "name_value": ["act", "done"]}
        return [*keys[1:], done]
    if can_show:
        keys.append(
            {"key": "F9", "name": "Hiện mã VietQR", "form": "buoc", "main": True, "name_value": ["act", "qr"]}
        )
    return keys
