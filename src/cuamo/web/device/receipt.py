"""The receipt of a dossier that was made without the network, once it has reached the server."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone

from cuamo.catalogue.rules.messages import prints
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.brought import brought_by
from cuamo.dossiers.selectors.sheets import receipt_sheet
from cuamo.dossiers.services.pay_on_paper import fee_on_receipt
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.organisation.models import Counter, Unit
from cuamo.web.audiences import ActedRequest
from cuamo.web.device.answers import device_call


@device_call("GET")
def receipt(request: ActedRequest, key: UUID) -> HttpResponse:
    """Answer the A5 receipt with the number of the provisional slip on it; printed again it says so."""
    brought = brought_by(request.actor, key)
    dossier = (
        Dossier.objects.select_related("version", "applicant").filter(id=brought.dossier_id).first()
        if brought.dossier_id
        else None
    )
    visit = brought.visit
    sent = dossier is not None and dossier.state != State.DRAFT
    if dossier is None or visit is None or not sent or not prints(dossier.version.content, "RECEIPT"):
        raise Http404
    now = timezone.now()
    counter = Counter.objects.filter(id=visit.counter_id).first() if visit.counter_id else None
    sheet = receipt_sheet(
        dossier,
        point=Unit.objects.filter(code=visit.agency_code).first(),
        counter=str(counter.number) if counter else "",
        clerk=request.actor.name,
        at=now,
        reprint=events.names_of(visit.id).count("visit.receipt_printed"),
    )
    if brought.local_number:
        sheet["notes"] = f"Số tạm khi mất mạng: {brought.local_number}. {sheet['notes']}".strip()
    content = print_sheet("receipt_a5", sheet | fee_on_receipt(dossier, at=now))
    events.record("visit.receipt_printed", visit.id, actor=request.actor, at=now, code=dossier.shown_code)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="phieu-{dossier.shown_code}.pdf"'
    return response
