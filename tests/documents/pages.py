"""Pages for tests: printed, photographed, scanned, in files of every kind."""

import random
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
from PIL import Image, ImageFilter

from benchmarks.reading_papers import Harm, photographed, printed
from cuamo.documents.rules.reading.kinds import Kind


@cache
def sheet(kind: Kind = Kind.BIRTH_NOTICE, seed: int = 1) -> Image.Image:
    """Return a page as it leaves the printer, on A4 at 200 dpi."""
    return printed(kind, random.Random(seed)).picture


def full(kind: Kind = Kind.BIRTH_CERTIFICATE) -> Image.Image:
    """Return a page that is printed down to its lower edge."""
    page = sheet(kind)
    return page.crop((0, 0, page.width, round(0.72 * page.height)))


def photo(page: Image.Image, **harm: float) -> Image.Image:
    """Return the page photographed on a dark table."""
    return photographed(page, Harm(**harm), random.Random(1))  # type: ignore[arg-type]


def blurred_below(page: Image.Image) -> Image.Image:
    """Return the page with its lower right corner out of focus."""
    out = page.copy()
    box = (page.width * 2 // 3, page.height * 3 // 4, page.width, page.height)
    out.paste(page.crop(box).filter(ImageFilter.GaussianBlur(7)), box)
    return out


def cut_left(page: Image.Image) -> Image.Image:
    """Return the page without the beginnings of its lines."""
    return page.crop((round(page.width * 0.2), 0, page.width, page.height))


def blank() -> Image.Image:
    """Return a blank sheet."""
    return Image.new("RGB", (1654, 2339), "white")


def jpeg(page: Image.Image, **options: object) -> bytes:
    """Return the page as a JPEG."""
    out = BytesIO()
    page.save(out, "JPEG", **({"quality": 85} | options))
    return out.getvalue()


def feeder_pdf(*pages: Image.Image) -> bytes:
    """Return what a feeder makes of the pages: a PDF of pictures."""
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return out.getvalue()


def feeder_tiff(*pages: Image.Image) -> bytes:
    """Return the pages as a TIFF of fax lines."""
    out = BytesIO()
    first, *more = [page.convert("L").point(lambda v: 255 if v > 140 else 0).convert("1") for page in pages]
    first.save(out, "TIFF", save_all=True, append_images=more, compression="group4", dpi=(200, 200))
    return out.getvalue()


def pages_of(pdf: bytes) -> int:
    """Return how many pages the PDF has."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def drawn(pdf: bytes, page: int = 1) -> Image.Image:
    """Return a page of the PDF as a scanner at 200 dpi sees it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[page - 1].render(scale=200 / 72).to_pil().convert("RGB")
        return picture
    finally:
        document.close()
