"""F19: the nightly closing: which night agrees, or which accounts do not, by how much, and what to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.payments.selectors.closing_work import closing_work, last_good
from cuamo.web.audiences import ActedRequest
from cuamo.web.finance.audience import accountant_required


@accountant_required
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """Show the work of a closing that does not agree, or was not made; else which night agrees."""
    return render(
        request, "finance/closing.html", {"work": closing_work(at=timezone.now()), "good": last_good()}
    )
