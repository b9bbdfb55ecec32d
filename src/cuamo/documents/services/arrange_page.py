"""Lay one page straight and keep both: as it came, and as it is read."""

from datetime import datetime

from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.rules.arrange import Edits, arranged
from cuamo.documents.services.clean_image import JPEG_QUALITY, encode_jpeg
from cuamo.documents.services.page_picture import page_picture
from cuamo.documents.services.store import store_derived
from cuamo.documents.types import CleanFile, Mime
from cuamo.kernel.actors import Actor


def arrange_page(
    *, plain: StoredFile, edits: Edits, actor: Actor, at: datetime, picture: Image.Image | None = None
) -> StoredFile:
    """Return the file of the page with the edits done; the page as it came when there are none.

    Args:
        plain: the page as it came, one page; it is never changed.
        picture: the same page, where the caller has it open already.
    Raises:
        OSError: the kept bytes are gone or have changed.
    """
    if edits.nothing:
        return plain
    done = arranged(picture if picture is not None else page_picture(plain), edits)
    return store_derived(
        cleaned=CleanFile(
            data=encode_jpeg(done, quality=JPEG_QUALITY),
            mime=Mime.JPEG,
            pages=1,
            width=done.width,
            height=done.height,
        ),
        made_from=[{"file": str(plain.id), "page": 1, "edits": edits.as_json()}],
        like=plain,
        actor=actor,
        at=at,
    )
