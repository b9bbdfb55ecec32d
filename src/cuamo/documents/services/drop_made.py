"""Drop a file that was put together here and that nobody needs any more."""

from uuid import UUID

from django.db import transaction

from cuamo.documents.models import Reading, StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.hold_content import content_held


@transaction.atomic
def drop_made(*, file_id: UUID) -> None:
    """Drop a file made from others that are kept: it can be made again from them, byte for byte.

    Raises:
        ValueError: it came in from outside; such a file is never dropped.
        ProtectedError: something still refers to it.
    """
    file = StoredFile.objects.select_for_update().get(id=file_id)
    if not file.made_from:
        raise ValueError("a file that came in is not dropped")
    Reading.objects.filter(file=file).delete()
    file.delete()
    transaction.on_commit(lambda: _forget_bytes(file.sha256))


def _forget_bytes(sha256: str) -> None:
    """The same bytes may serve another row."""
    with content_held(sha256, to_drop=True):
        if not StoredFile.objects.filter(sha256=sha256).exists():
            blobs().remove(sha256)
