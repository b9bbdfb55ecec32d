"""Empty a file for one dossier, and for the disk where nothing else needs it."""

from datetime import datetime
from uuid import UUID

from cuamo.archive.selectors.file_users import needed_elsewhere, point_elsewhere
from cuamo.documents.models import StoredFile
from cuamo.documents.services.erase_file import erase_file
from cuamo.kernel.actors import Actor
from cuamo.kernel.ids import uuid7


def empty_file(file: StoredFile, *, dossier_id: UUID, why: str, actor: Actor, at: datetime) -> StoredFile:
    """Take the file away from the dossier and return the row that stays there with its hash.

    Where another dossier uses the same row, that one keeps it and this one gets an emptied twin; the bytes
    leave the disk with the last of them.
    """
    left, persons_own = file, why == "DESTROYED"
    if needed_elsewhere(file.id, dossier_id, persons_own=persons_own):
        left = _twin(file, at)
        point_elsewhere(dossier_id, file.id, left.id, persons_own=persons_own)
    erase_file(file_id=left.id, why=why, actor=actor, at=at)
    return left


def _twin(file: StoredFile, at: datetime) -> StoredFile:
    kept = {field.attname: getattr(file, field.attname) for field in StoredFile._meta.concrete_fields}
    return StoredFile.objects.create(**(kept | {"id": uuid7(at), "original_name": ""}))
