"""Take the TIFF of a feeder: one page becomes a picture, several become a PDF."""

import warnings
from io import BytesIO

import pikepdf
from PIL import Image, ImageSequence, UnidentifiedImageError

from cuamo.documents.errors import Refused
from cuamo.documents.rules.limits import MAX_PAGES
from cuamo.documents.services.clean_image import JPEG_QUALITY, encode_jpeg, encode_png
from cuamo.documents.services.clean_pdf import too_many_pages
from cuamo.documents.services.open_image import BROKEN, broken_picture, plain_colours, require_size, upright
from cuamo.documents.services.picture_page import add_picture_page
from cuamo.documents.types import CleanFile, Mime


def clean_tiff(data: bytes) -> CleanFile:
    """Return the pages without metadata, upright; one at a time is unpacked.

    Raises:
        Refused: broken, more than 50 pages, or a page of more than 60 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _cleaned(data)
    except Image.DecompressionBombError:
        raise broken_picture() from None
    except Refused:
        raise
    except (UnidentifiedImageError, *BROKEN):
        raise broken_picture() from None


def _cleaned(data: bytes) -> CleanFile:
    with Image.open(BytesIO(data), formats=("TIFF",)) as whole:
        pages = getattr(whole, "n_frames", 1)
        if pages > MAX_PAGES:
            raise too_many_pages(pages, of="TIFF")
        pdf = pikepdf.new()
        for frame in ImageSequence.Iterator(whole):
            require_size(frame)
            page = plain_colours(upright(frame.copy()))
            line_art = frame.mode == "1"
            kept = encode_png(page) if line_art else encode_jpeg(page, quality=JPEG_QUALITY)
            if pages == 1:
                mime = Mime.PNG if line_art else Mime.JPEG
                return CleanFile(data=kept, mime=mime, pages=1, width=page.width, height=page.height)
            add_picture_page(pdf, kept)
    out = BytesIO()
    pdf.save(out, deterministic_id=True, compress_streams=True)
    return CleanFile(data=out.getvalue(), mime=Mime.PDF, pages=pages)
