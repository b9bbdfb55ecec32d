"""The picture of a one-page file as large as machines need it."""

import pypdfium2
from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.open_image import open_image
from cuamo.documents.types import Mime

_DPI = 200
_LONGEST = 2400
"""Pixels of the longer side a page of a PDF is drawn at: A4 at 200 dpi."""


def page_picture(file: StoredFile) -> Image.Image:
    """Return the first page of the file: a picture as it is kept, a page of a PDF at 200 dpi.

    Raises:
        OSError: the kept bytes are gone or have changed.
    """
    data = content_of(file)
    if file.mime != Mime.PDF:
        return open_image(data, Mime(file.mime))
    document = pypdfium2.PdfDocument(data)
    try:
        leaf = document[0]
        scale = min(_DPI / 72, _LONGEST / max(1, *leaf.get_size()))
        drawn: Image.Image = leaf.render(scale=scale, may_draw_forms=True).to_pil()
        return drawn.convert("RGB")
    finally:
        document.close()
