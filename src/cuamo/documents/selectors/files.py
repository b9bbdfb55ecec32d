"""Questions about stored files. No file has an address that could be guessed: pages ask here by id, after
they have asked whether the reader may see the dossier the file belongs to."""

from collections.abc import Iterable
from uuid import UUID

from cuamo.documents.models import StoredFile
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
        OSError: the bytes are gone or have changed; the store must be repaired from a backup.
    """
    return blobs().get(file.sha256)
