"""A result that was issued and then replaced, as it was signed."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import PastResult
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.dossier import readable
from cuamo.web.officer.files import pdf
from cuamo.web.officer.queue import OFFICERS


@staff_required(*OFFICERS)
@require_GET
def past_result(request: ActedRequest, dossier_id: UUID, past_id: UUID) -> HttpResponse:
    """Answer the replaced result byte for byte, to those who may see the dossier."""
    dossier = readable(request, dossier_id, timezone.now())
    past = PastResult.objects.filter(dossier=dossier, id=past_id).select_related("file").first()
    if past is None or past.file is None:
        raise Http404
    return pdf(content_of(past.file), f"ket-qua-cu-{dossier.shown_code}")
