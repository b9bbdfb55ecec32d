"""Questions about stored files. No file has an address that could be guessed: pages ask here by id, after
they have asked whether the reader may see the dossier the file belongs to."""

from collections.abc import Iterable
from uuid import UUID

from cuamo.documents.errors import Erased
from cuamo.documents.models import Erasure, StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.kernel.errors import NotFound


def file_by_id(file_id: UUID) -> StoredFile:
    """Return the file.

    Raises:
        NotFound: there is none of this id.
    """
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound("file_not_found", "Không thấy tệp này.", "This file does not exist.")
    return file


def files_by_ids(file_ids: Iterable[UUID]) -> list[StoredFile]:
    """Return the files in the order asked for, leaving out ids that do not exist."""
    wanted = list(file_ids)
    found = StoredFile.objects.in_bulk(wanted)
    return [found[file_id] for file_id in wanted if file_id in found]


def content_of(file: StoredFile) -> bytes:
    """Return the kept bytes, checked against their hash.

    Raises:
        Erased: the file was emptied on purpose.
        OSError: the bytes are gone or have changed; the store must be repaired from a backup.
    """
    require_kept(file)
    return blobs().get(file.sha256)


def require_kept(file: StoredFile) -> None:
    """Refuse a file that was emptied on purpose.

    Raises:
        Erased: it was.
    """
    erasure = Erasure.objects.filter(file_id=file.id).values_list("why", flat=True).first()
    if erasure is not None:
        raise Erased(erasure)


def erased_among(file_ids: Iterable[UUID]) -> dict[UUID, Erasure]:
    """Return those of the files that were emptied on purpose, by file."""
    wanted = list(file_ids)
    found = Erasure.objects.filter(file_id__in=wanted) if wanted else ()
    return {row.file_id: row for row in found}
