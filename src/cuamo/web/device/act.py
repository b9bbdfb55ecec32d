"""A visit made without the network comes in; and what became of it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from cuamo.dossiers.models import Brought, Dossier
from cuamo.dossiers.selectors.brought import brought_by
from cuamo.dossiers.selectors.snapshots import mark_of
from cuamo.dossiers.services.bring import bring
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.web.audiences import ActedRequest
from cuamo.web.device.answers import device_call, read_json, reasons_of

LOOK = 409


@device_call("POST")
def act(request: ActedRequest) -> HttpResponse:
    """Take one visit; the same one again gets the same answer."""
    try:
        brought = bring(raw=read_json(request), clerk=request.actor, at=timezone.now())
    except DomainError as error:
        return JsonResponse({"state": "look", "reasons": reasons_of(error)}, status=error.status)
    return _answer(brought)


@device_call("GET")
def outcome(request: ActedRequest, key: UUID) -> HttpResponse:
    """Say what became of a visit whose answer was lost."""
    return _answer(brought_by(request.actor, key))


def _answer(brought: Brought) -> JsonResponse:
    dossier = Dossier.objects.filter(id=brought.dossier_id).first() if brought.dossier_id else None
    sent = dossier is not None and dossier.state != State.DRAFT and brought.state != "LOOK"
    content: dict[str, Any] = {
        "key": str(brought.key),
        "state": "sent" if sent or brought.state == "ENDED" else _STATES[brought.state],
        "code": dossier.shown_code if dossier is not None and sent else "",
        "ref": dossier.own_ref if dossier else "",
        "visit_ref": brought.visit.ref if brought.visit else "",
        "local_number": brought.local_number,
        "files": brought.files,
        "notes": brought.notes,
        "now": timezone.now().isoformat(),
        "receipt_url": reverse("counter:device-receipt", args=[brought.key]) if sent else "",
    }
    if content["state"] == "sent":
        return JsonResponse(content)
    visit = brought.visit
    if visit is not None and visit.ended_at is None:
        content["dossier_url"] = reverse("counter:visit", args=[visit.id])
        content["mark"] = mark_of(visit, dossier)
    if content["state"] == "look":
        content["reasons"] = brought.reasons
        return JsonResponse(content, status=LOOK)
    return JsonResponse(content)


_STATES = {"SENT": "sent", "KEPT": "kept", "DROPPED": "kept", "LOOK": "look", "ENDED": "sent"}
