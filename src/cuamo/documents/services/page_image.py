"""The picture of one page, for looking at a paper without opening the file."""

from io import BytesIO
from uuid import UUID

import pypdfium2
from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of, file_by_id, require_kept
from cuamo.documents.selectors.parts import blobs
from cuamo.documents.services.clean_image import encode_jpeg
from cuamo.documents.types import Mime
from cuamo.kernel.errors import NotFound

WIDTHS = (120, 240, 480, 960, 1440, 2000)
"""Widths that are made; others take the next larger one, so that the folder does not fill."""
_LONGEST_TO_WIDE = 4
_QUALITY = 85


def page_image(*, file_id: UUID, page: int, width: int) -> bytes:
    """Return page `page` (from 1) as a JPEG of about `width` pixels; made once, then kept.

    Raises:
        NotFound: no such file or page.
        Erased: it was emptied on purpose.
        OSError: the kept bytes are gone or have changed.
    """
    file = file_by_id(file_id)
    require_kept(file)
    if not 1 <= page <= file.pages:
        raise NotFound("page_not_found", f"Tệp không có trang {page}.", f"The file has no page {page}.")
    wide = next((size for size in WIDTHS if size >= width), WIDTHS[-1])
    return blobs().derived(_name(file.sha256, page, wide), lambda: _draw(file, page=page, width=wide))


def names_of_images(sha256: str, pages: int) -> list[str]:
    """Return the names all pictures of these bytes may be kept under."""
    return [_name(sha256, page, wide) for page in range(1, pages + 1) for wide in WIDTHS]


def _name(sha256: str, page: int, wide: int) -> str:
    return f"{sha256}/{page}/{wide}"


def _draw(file: StoredFile, *, page: int, width: int) -> bytes:
    data = content_of(file)
    image = _pdf_page(data, page, width) if file.mime == Mime.PDF else _picture(data, width)
    return encode_jpeg(image, quality=_QUALITY)


def _picture(data: bytes, width: int) -> Image.Image:
    image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    image.draft("RGB", (width * 2, width * 2 * _LONGEST_TO_WIDE))
    image.thumbnail((width, width * _LONGEST_TO_WIDE), Image.Resampling.LANCZOS)
    return image.convert("RGB")


def _pdf_page(data: bytes, page: int, width: int) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        leaf = document[page - 1]
        across, down = leaf.get_size()
        scale = min(width / max(across, 1), width * _LONGEST_TO_WIDE / max(down, 1))
        drawn: Image.Image = leaf.render(scale=scale, may_draw_forms=True).to_pil()
        return drawn.convert("RGB")
    finally:
        document.close()
