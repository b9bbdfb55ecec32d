"""What follows for the settlement from news of envelopes and dossiers."""

from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord
from cuamo.settlement.services.note_items import note_items

NEWS = (
    "delivery.handed_over",
    "delivery.arrived",
    "delivery.delivered",
    "delivery.returned",
    "delivery.held",
    "delivery.kept_at_centre",
    "delivery.lost",
    "delivery.replaced",
    "delivery.refused",
    "delivery.gap_found",
    "delivery.carrier_moved",
    "delivery.carrier_proof",
    "delivery.found",
    "delivery.found_again",
    "delivery.recalled",
    "delivery.failed",
    "dossier.accepted",
)


@subscriber("settlement-items", *NEWS)
def note_what_was_done(event: EventRecord) -> None:
    """Whoever carried, brought back, kept or helped has an item for it, once."""
    note_items(subject_id=event.stream_id, at=event.occurred_at)
