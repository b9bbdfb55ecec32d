"""The clerk's open visit, to be carried on without the network."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse

from cuamo.dossiers.selectors.snapshots import snapshot_of
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.bench import visit_of
from cuamo.web.device.answers import device_call


@device_call("GET")
def snapshot(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Answer the visit and its draft; only its own clerk gets them, and only while it is open."""
    return JsonResponse(snapshot_of(*visit_of(request, visit_id)))
