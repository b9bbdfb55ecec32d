"""Questions about what was read from papers."""

from collections.abc import Iterable
from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from cuamo.documents.models import Reading


def readings_of_files(file_ids: Iterable[UUID]) -> dict[UUID, Reading]:
    """Return the reading of each file that has been read, by file."""
    wanted = list(file_ids)
    found = Reading.objects.filter(file_id__in=wanted) if wanted else ()
    return {reading.file_id: reading for reading in found}


def being_read(file_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the files a worker is reading at this moment."""
    wanted = {str(file_id) for file_id in file_ids}
    doing = ProcrastinateJob.objects.filter(queue_name="reading", status="doing", args__file_id__in=wanted)
    return {UUID(args["file_id"]) for args in doing.values_list("args", flat=True)}
