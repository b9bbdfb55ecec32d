"""QR codes of a page, read by a decoder that is no part of the product: from the screen and from paper."""

import io

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

PAPER_DPI = 203
"""The coarsest printer of a counter: a thermal head of 8 dots a millimetre."""


def codes_on_screen(page: Page) -> set[str]:
    """Return what the QR codes of the page say, as a phone's camera sees the screen."""
    return codes_in(Image.open(io.BytesIO(page.screenshot(full_page=True))))


def codes_on_paper(page: Page, *, paper: str) -> set[str]:
    """Return what the QR codes say on the page printed on `paper`, in grey, at the coarsest printer."""
    printed = pypdfium2.PdfDocument(page.pdf(format=paper, print_background=False))
    found: set[str] = set()
    for sheet in printed:
        found |= codes_in(sheet.render(scale=PAPER_DPI / 72).to_pil().convert("L"))
    return found


def codes_in(image: Image.Image) -> set[str]:
    """Return what the QR codes in a picture say."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return {code.bytes.decode() for code in zxingcpp.read_barcodes(image, formats=formats)}
