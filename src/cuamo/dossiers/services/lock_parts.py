"""The parts of a filing are always locked in one order: two who want all of them never block each other."""

from uuid import UUID

from cuamo.dossiers.models import LinkedPart
from cuamo.dossiers.selectors.linked import parts_of
from cuamo.dossiers.services.parts import lock_dossier


def lock_parts(filing_id: UUID) -> list[LinkedPart]:
    """Return the parts of a filing in the order they start, locked by id; none for a dossier on its own.

    The filing itself is locked after its parts, never before.
    """
    ids = LinkedPart.objects.filter(filing_id=filing_id).values_list("dossier_id", flat=True)
    locked = {key: lock_dossier(key, destroyed_too=True) for key in sorted(ids)}
    parts = parts_of(filing_id) if locked else []
    for part in parts:
        part.dossier = locked[part.dossier_id]
    return parts
