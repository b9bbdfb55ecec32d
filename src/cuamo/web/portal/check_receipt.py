"""P8: check an electronic receipt by its QR: amount, date, purpose, valid or cancelled; payer covered."""

import math
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.selectors.electronic_receipt import masked_name, receipt_sheet
from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.organisation.types import Role
from cuamo.payments.models import ElectronicReceipt
from cuamo.payments.selectors.receipts import electronic_receipts_about, receipt_by_token
from cuamo.payments.selectors.refunds import fees_given_back
from cuamo.web.account.place import place_of
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.my.both_ways import subjects_of
from cuamo.web.portal.tracking import unknown

UNKNOWN_CODES = 30
"""Codes of no receipt from one address in ten minutes."""
FILES = 60
"""Receipts drawn for one address in ten minutes."""


@everyone
@require_GET
def check(request: ActedRequest, token: str) -> HttpResponse:
    """Say whether the city issued a receipt with this QR, for what, and whether it is valid."""
    receipt, refusal = _found(request, token)
    if receipt is None:
        return refusal
    context = {
        "receipt": receipt,
        "unit": Unit.objects.filter(code=receipt.unit_code).first(),
        "payer": masked_name(receipt.request.payer_name),
        "lines": list(receipt.request.lines.all()),
        "given_back": fees_given_back(receipt.request_id),
        "at_counter": bool(request.actor.roles & {Role.CLERK, Role.SHIFT_LEAD}),
    }
    return render(request, "portal/check_receipt.html", context)


@everyone
@require_GET
def of_dossier(request: ActedRequest, token: str) -> HttpResponse:
    """Lead whoever has the link of a dossier (N9) to its receipts, without signing in."""
    now, what = timezone.now(), f"receipt-from:{place_of(request)}"
    until = closed_until(allowed={what: UNKNOWN_CODES}, at=now)
    if until is not None:
        return _later(request, until, now)
    dossier = find_by_token(token)
    if dossier is None:
        take_try(what=what, most=UNKNOWN_CODES, at=now)
        raise unknown()
    receipts = electronic_receipts_about(subjects_of(dossier))
    if len(receipts) == 1:
        return redirect("portal:check-receipt", receipts[0].token)
    return render(request, "portal/receipts.html", {"receipts": receipts, "token": token})


@everyone
@require_GET
def paper(request: ActedRequest, token: str) -> HttpResponse:
    """Hand out the receipt to whoever has its code, payer covered; its original is in the account."""
    receipt, refusal = _found(request, token)
    if receipt is None:
        return refusal
    now = timezone.now()
    taken = take_try(what=f"receipt-files-to:{place_of(request)}", most=FILES, at=now)
    if not taken.allowed:
        return _later(request, taken.until, now)
    response = HttpResponse(print_sheet("electronic_receipt", receipt_sheet(receipt, masked=True)))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{receipt.shown_number}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _found(request: ActedRequest, token: str) -> tuple[ElectronicReceipt | None, HttpResponse]:
    now, what = timezone.now(), f"receipt-from:{place_of(request)}"
    until = closed_until(allowed={what: UNKNOWN_CODES}, at=now)
    if until is not None:
        return None, _later(request, until, now)
    receipt = receipt_by_token(token)
    if receipt is None:
        take_try(what=what, most=UNKNOWN_CODES, at=now)
        return None, render(request, "portal/check_receipt.html", {"receipt": None}, status=404)
    return receipt, HttpResponse()


def _later(request: ActedRequest, until: datetime, now: datetime) -> HttpResponse:
    again = f"{until.astimezone(HANOI):%H:%M}"
    response = render(request, "portal/check_receipt.html", {"receipt": None, "again": again}, status=429)
    response.headers["Retry-After"] = str(max(1, math.ceil((until - now).total_seconds())))
    return response
