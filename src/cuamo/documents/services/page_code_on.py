"""The bar code of a printed form on a scanned page, and which way up the page lies."""

from typing import NamedTuple

import zxingcpp
from PIL import Image

from cuamo.documents.rules.page_code import PageCode, read_page_code

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])
_LONGEST = 2400


class CodeOn(NamedTuple):
    """The page of a form a picture shows, and by how many degrees clockwise the picture is to be turned."""

    code: PageCode
    turn: int


def page_code_on(picture: Image.Image) -> CodeOn | None:
    """Return which page of which form this is; None when it carries no bar code of ours."""
    grey = picture.convert("L")
    grey.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    for found in zxingcpp.read_barcodes(grey, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain):
        code = read_page_code(found.text) if found.valid else None
        if code is not None:
            lies = round(found.orientation / 90) * 90 % 360
            return CodeOn(code, (360 - lies) % 360)
    return None
