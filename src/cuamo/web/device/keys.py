"""The key of a clerk's store on a PC: kept, and given back after a full sign-in."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from cuamo.dossiers.services.device_key import give_device_key, keep_device_key
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter.lock_state import second_factor_at
from cuamo.web.device.answers import device_call, read_json


def keep_or_give(request: ActedRequest, device: UUID) -> HttpResponse:
    """Keep the clerk's own key, or give it back to them."""
    now = timezone.now()
    if request.method == "PUT":
        said = read_json(request, most=4096)
        keep_device_key(device=device, key=str(said.get("key", "")), clerk=request.actor, at=now)
        return JsonResponse({"ok": True})
    given = give_device_key(
        device=device, clerk=request.actor, second_factor_at=second_factor_at(request), at=now
    )
    return JsonResponse({"key": given})


key = device_call("GET", "PUT")(keep_or_give)
