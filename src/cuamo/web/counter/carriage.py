"""Q4: the clerk chooses a time, a point or another address for the person in front, whose card was read."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.selectors.proven_recipient import proven_recipient
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.carriage_for import carriage_for
from cuamo.web.counter.bench import CLERKS, page_keys


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def carriage(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Act for the person of the open visit; without their card read nothing is shown."""
    now = timezone.now()
    dossier = Dossier.objects.select_related("version").filter(id=dossier_id).first()
    if dossier is None:
        raise unknown_dossier()
    proven_recipient(dossier, request.actor, at=now)
    context = {"place": "find", "keys": page_keys(back=True)}
    here = reverse("counter:carriage", args=[dossier.id])
    return carriage_for(
        request, dossier, template="counter/carriage.html", back=here, context=context, now=now
    )
