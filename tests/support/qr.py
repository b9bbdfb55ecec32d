"""QR codes of a page, read by a decoder that is no part of the product: as a camera sees it."""

import io

import zxingcpp
from PIL import Image
from playwright.sync_api import Page


def codes_on_screen(page: Page) -> set[str]:
    """Return what the QR codes of the page say, as a phone's camera sees the screen."""
    return codes_in(Image.open(io.BytesIO(page.screenshot(full_page=True))))


def codes_in(image: Image.Image) -> set[str]:
    """Return what the QR codes in a picture say."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return {code.bytes.decode() for code in zxingcpp.read_barcodes(image, formats=formats)}
