"""The drafted result as a PDF: the very sheet that will be signed, with a line that it is a draft."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.selectors.result_paper import draft_paper_of
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.decision_form import result_of
from cuamo.web.officer.dossier import readable
from cuamo.web.officer.files import pdf
from cuamo.web.officer.queue import OFFICERS


@staff_required(*OFFICERS)
@require_http_methods(["GET", "POST"])
def draft_paper(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Answer what the result would look like: as typed so far, or as it was proposed; keeps nothing."""
    now = timezone.now()
    dossier = readable(request, dossier_id, now)
    typed = None
    if request.method == "POST":
        typed = {row["label"]: row["value"] for row in result_of(dossier, request.POST)}
    return pdf(draft_paper_of(dossier, typed, at=now), f"du-thao-{dossier.code}")
