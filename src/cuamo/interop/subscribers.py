"""Trusted systems are told what happens to the dossiers they sent."""

from cuamo.dossiers.models import Dossier
from cuamo.interop.models import ApiClient, ClientEvent
from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord

TOLD = (
    "dossier.submitted",
    "dossier.accepted",
    "dossier.refused",
    "dossier.supplement_asked",
    "dossier.supplemented",
    "dossier.finished",
    "dossier.returned",
    "dossier.stopped",
)
KEPT = ("due_at", "answered_late", "answer_by", "items", "number", "on_time", "stage")


@subscriber("client-events", *TOLD)
def tell_the_client(event: EventRecord) -> None:
    """Write the event down for the system that sent the dossier; a second time changes nothing."""
    sender = Dossier.objects.filter(id=event.stream_id).values("api_client", "code", "own_ref").first()
    if sender is None or not sender["api_client"].startswith("api:"):
        return
    client = ApiClient.objects.filter(id=sender["api_client"].removeprefix("api:")).first()
    if client is not None:
        ClientEvent.objects.get_or_create(
            event_id=event.id,
            defaults={
                "client": client,
                "dossier_code": sender["code"] or sender["own_ref"],
                "name": event.name,
                "occurred_at": event.occurred_at,
                "data": {key: event.data[key] for key in KEPT if key in event.data},
            },
        )
