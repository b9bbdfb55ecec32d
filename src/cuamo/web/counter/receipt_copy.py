"""Q9: an electronic receipt on paper for who asks at a counter; printed again it says how often."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.selectors.electronic_receipt import receipt_sheet
from cuamo.payments.selectors.receipts import receipt_by_token
from cuamo.payments.services.electronic_receipt import note_copy
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS


@staff_required(*CLERKS)
@require_POST
def receipt_copy(request: ActedRequest, token: str) -> HttpResponse:
    """Print the receipt whose QR was scanned; the payer stays covered: the code alone proves nobody."""
    receipt = receipt_by_token(token)
    if receipt is None:
        raise Http404
    before = note_copy(receipt_id=receipt.id, actor=request.actor, at=timezone.now())
    response = HttpResponse(
        print_sheet("electronic_receipt", receipt_sheet(receipt, masked=True, reprint=before)),
        content_type="application/pdf",
    )
    response.headers["Content-Disposition"] = f'inline; filename="{receipt.shown_number}.pdf"'
    return response
