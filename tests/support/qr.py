"""QR codes of a page, read by a decoder that is no part of the product: as a camera sees it."""

import io
import re

import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import Page


def codes_on_screen(page: Page) -> set[str]:
    """Return what the QR codes of the page say, as a phone's camera sees the screen."""
    return codes_in(Image.open(io.BytesIO(page.screenshot(full_page=True))))


def codes_drawn(html: str, *, dot: int = 6) -> set[str]:
    """Return what the QR codes drawn into a page say: their strokes are painted, then read."""
    found: set[str] = set()
    for svg in re.findall(r'<svg[^>]*class="segno".*?</svg>', html, re.DOTALL):
        scale, path = re.search(r'scale\((\d+)\)"[^>]*\sd="([^"]+)"', svg).groups()
        side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1]) // int(scale)
        image = Image.new("L", (side * dot, side * dot), 255)
        draw, x, y = ImageDraw.Draw(image), 0, 0.0
        for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
            if step == "h":
                left, top = x * dot, int(y - 0.5) * dot
                draw.rectangle((left, top, left + int(first) * dot - 1, top + dot - 1), fill=0)
                x += int(first)
            else:
                x, y = (int(first), float(second)) if step == "M" else (x + int(first), y + float(second))
        found |= codes_in(image)
    return found


def codes_in(image: Image.Image) -> set[str]:
    """Return what the QR codes in a picture say."""
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return {code.bytes.decode() for code in zxingcpp.read_barcodes(image, formats=formats)}
