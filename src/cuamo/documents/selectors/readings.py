"""Questions about what was read from papers."""

from collections.abc import Iterable
from uuid import UUID

from cuamo.documents.models import Reading


def readings_of_files(file_ids: Iterable[UUID]) -> dict[UUID, Reading]:
    """Return the reading of each file that has been read, by file."""
    wanted = list(file_ids)
    found = Reading.objects.filter(file_id__in=wanted) if wanted else ()
    return {reading.file_id: reading for reading in found}
