"""T2: pay what the authority found while deciding."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.selectors.obligations import open_obligation_of, owes_fee_again
from cuamo.dossiers.services.pay_on_paper import owed_slip
from cuamo.kernel.errors import DomainError
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.start_attempt import start_attempt
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.codes import qr_svg
from cuamo.web.my.dossier import own


@citizen_required
@require_GET
def pay(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Show the items, the QR and the bank's page; while the bank is silent nobody is asked to pay again."""
    dossier, now = own(request, dossier_id), timezone.now()
    owed = open_obligation_of(dossier)
    if owed is None and not owes_fee_again(dossier):
        return redirect("my:dossier", dossier.id)
    error = ""
    subject_id = dossier.id if owed is None else owed.id
    asked = status_of(subject_id, at=now)
    try:
        if asked is not None and not (asked.qr_payload or asked.settled or asked.unsure):
            start_attempt(request_id=asked.request_id, at=now)
            asked = status_of(subject_id, at=now)
    except DomainError as refused:
        error = phrases.say(refused)
    return render(
        request,
        "my/pay.html",
        {
            "dossier": dossier,
            "owed": owed,
            "fees": dossier.fee
            if owed is None
            else {"lines": owed.lines, "citizen_total_vnd": owed.total_vnd},
            "asked": asked,
            "error": error,
            "qr": qr_svg(asked.qr_payload) if asked and asked.qr_payload else "",
        },
    )


@citizen_required
@require_GET
def slip(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Answer the slip of what is owed, to print or to hand to whoever pays."""
    owed = open_obligation_of(own(request, dossier_id))
    if owed is None:
        return redirect("my:dossier", dossier_id)
    sheet = owed_slip(obligation_id=owed.id, actor=request.actor, at=timezone.now())
    response = HttpResponse(print_sheet("slip_a5", sheet), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="phai-tra-{sheet["code"]}.pdf"'
    return response
