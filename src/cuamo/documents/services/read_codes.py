"""Read QR codes and bar codes in a photo, such as the QR of an identity card held before a phone."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from cuamo.documents.errors import Refused
from cuamo.documents.rules.limits import MAX_BYTES
from cuamo.documents.rules.true_type import true_type
from cuamo.documents.services.open_image import open_image
from cuamo.documents.types import Mime

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
_LONGEST = 3000
_PAGES = 3


def read_codes(data: bytes) -> list[str]:
    """Return the texts of the codes in a picture or PDF, each once, as found; empty when none is readable.

    Turned, blurred, dark and very large pictures are tried again in other forms.

    Raises:
        Refused: not a picture or PDF, broken, or too large.
    """
    if not data or len(data) > MAX_BYTES or (mime := true_type(data)) is None:
        raise Refused(
            "photo_unreadable",
            "Không mở được ảnh này.",
            "This picture cannot be opened.",
            hint_vi="Chụp lại mã trên thẻ, đủ sáng, không lóa.",
            hint_en="Take the photo again in good light, without glare.",
        )
    found: dict[str, None] = {}
    for picture in _pictures(data, mime):
        for variant in _variants(picture):
            for code in zxingcpp.read_barcodes(variant, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain):
                if code.valid and code.text:
                    found.setdefault(code.text)
            if found:
                break
    return list(found)


def _pictures(data: bytes, mime: Mime) -> Iterator[Image.Image]:
    if mime is not Mime.PDF:
        yield open_image(data, mime)
        return
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    try:
        for number in range(min(len(document), _PAGES)):
            leaf = document[number]
            scale = min(300 / 72, _LONGEST / max(1, *leaf.get_size()))
            yield leaf.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError:
        return
    finally:
        document.close()


def _variants(image: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture as it is, then sharper, smaller, larger and evenly lit, cheapest first."""
    grey = image.convert("L")
    grey.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    yield grey
    even = ImageOps.autocontrast(grey, cutoff=2)
    yield even
    sharp = even.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0))
    yield sharp
    for scale in (0.5, 2.0, 0.33):
        size = (max(1, int(even.width * scale)), max(1, int(even.height * scale)))
        if max(size) <= _LONGEST * 1.5 and min(size) >= 60:
            yield sharp.resize(size, Image.Resampling.LANCZOS)
    if max(image.size) > _LONGEST:
        yield image.convert("L")
