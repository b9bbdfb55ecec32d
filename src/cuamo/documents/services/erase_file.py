"""Empty a file for good: first the order, then the bytes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cuamo.documents.models import Erasure, IncomingFile, Reading, SignedContent, StoredFile
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.hold_content import content_held
from cuamo.documents.services.page_image import names_of_images
from cuamo.kernel.actors import Actor

AT_ONCE = 500


@transaction.atomic
def erase_file(*, file_id: UUID, why: str, actor: Actor, at: datetime) -> Erasure:
    """Order a file emptied (xoá tệp): reading, name and bytes go, hash and page count stay.

    Nothing can be read from it once the transaction is committed; the bytes follow, by `forget_bytes`,
    which the worker repeats until they are gone, so that a fall in between leaves nothing behind.

    Args:
        why: ID_IMAGE or DESTROYED.
    """
    file = StoredFile.objects.select_for_update().get(id=file_id)
    done = Erasure.objects.filter(file=file).first()
    if done is not None:
        return done
    Reading.objects.filter(file=file).delete()
    IncomingFile.objects.filter(stored=file).update(name="")
    file.original_name = ""
    file.save(update_fields=["original_name"])
    erasure = Erasure.objects.create(
        file=file,
        sha256=file.sha256,
        pages=file.pages,
        why=why,
        erased_at=at,
        erased_by=actor.as_json(),
    )
    if not _serves_another(file.sha256):
        SignedContent.objects.filter(signed_sha256=file.sha256).delete()
    Erasure.objects.filter(sha256=file.sha256, bytes_gone_at=None).update(needed_elsewhere=False)
    return erasure


def forget_bytes(*, at: datetime, most: int = AT_ONCE) -> int:
    """Take the bytes of emptied files off the disk, pictures made of them too; return how many went.

    Bytes that serve another file stay, and are looked at again when that one is emptied.
    """
    waiting = Erasure.objects.filter(bytes_gone_at=None, needed_elsewhere=False).order_by("erased_at")
    gone = 0
    for sha256, pages in dict(waiting.values_list("sha256", "pages")[:most]).items():
        with content_held(sha256, to_drop=True):
            if _serves_another(sha256):
                Erasure.objects.filter(sha256=sha256).update(needed_elsewhere=True)
                continue
            blobs().remove(sha256)
            blobs().drop_derived(names_of_images(sha256, pages))
            if blobs().has(sha256):
                raise OSError(f"the bytes of {sha256} are still there")
            Erasure.objects.filter(sha256=sha256).update(bytes_gone_at=at, needed_elsewhere=False)
            gone += 1
    return gone


def _serves_another(sha256: str) -> bool:
    erased = Erasure.objects.filter(file_id=OuterRef("id"))
    return StoredFile.objects.filter(~Exists(erased), sha256=sha256).exists()
