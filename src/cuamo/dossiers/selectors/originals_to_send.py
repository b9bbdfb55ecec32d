"""Which originals of a dossier travel, and which way."""

from cuamo.delivery.services.prepare_originals import Paper
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.originals import pairs_of


def originals_travel(dossier: Dossier) -> bool:
    """Say whether papers taken here have to go to another place: where it was received."""
    return bool(dossier.received_by) and dossier.helped_at != dossier.received_by


def originals_labelled(dossier: Dossier) -> list[Paper]:
    """Return the labelled originals that are not in hand at the authority, in their order."""
    rows = [pair for pair in pairs_of(dossier) if pair.original is not None and not pair.received]
    return [Paper(row.original.number, row.original.label, row.name) for row in rows if row.original]


def originals_in_hand(dossier: Dossier) -> list[Paper]:
    """Return the originals the authority holds; they go home with the result."""
    rows = [pair for pair in pairs_of(dossier) if pair.received]
    return [Paper(row.original.number, row.original.label, row.name) for row in rows if row.original]
