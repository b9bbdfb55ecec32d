"""C2: the operator chooses a time, a point or another address for the caller."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.calls import open_call_of
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.carriage_for import carriage_for
from cuamo.web.officer.desk import desk_of


@staff_required(Role.CALL_AGENT)
@require_http_methods(["GET", "POST"])
def carriage(request: ActedRequest, call_id: UUID) -> HttpResponse:
    """Act for the caller who has answered two of three questions."""
    now = timezone.now()
    found = open_call_of(request.actor, call_id, now=now)
    dossier = Dossier.objects.select_related("version").get(id=found.dossier_id)
    context = {"call": found, "unit_name": desk_of(request.actor), "keys_here": (("Esc", "về cuộc gọi"),)}
    here = reverse("calls:carriage", args=[found.id])
    return carriage_for(
        request, dossier, template="callcentre/carriage.html", back=here, context=context, now=now
    )
