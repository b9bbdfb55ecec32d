"""Q11: labels for the originals that go into the envelope: each pairs a paper with its file."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, visit_of
from cuamo.web.forms import read_id
from cuamo.web.officer.digitise import print_labels


@staff_required(*CLERKS)
@require_POST
def labels(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Print the labels of a dossier of this visit; printed again they say the same."""
    visit, _ = visit_of(request, visit_id)
    key = read_id(request.POST, "ho_so")
    dossier = Dossier.objects.filter(id=key, visit=visit).first() if key else None
    if dossier is None:
        raise Http404
    label_originals(dossier_id=dossier.id, actor=request.actor, at=timezone.now())
    return print_labels(Dossier.objects.select_related("version").get(id=dossier.id))
