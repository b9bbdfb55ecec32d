"""Make the digitised copy of a paper: a PDF of its pages, one to one, in colour."""

from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

import pikepdf
from PIL import Image

from cuamo.documents.models import StoredFile
from cuamo.documents.rules.true_size import (
    LEAST_DPI,
    MM_PER_INCH,
    PageMeasure,
    PaperSize,
    dots_per_inch,
    guessed_size,
    laid_out,
)
from cuamo.documents.selectors.files import content_of, files_by_ids
from cuamo.documents.services.picture_page import add_picture_page
from cuamo.documents.services.verify import verify_pdf
from cuamo.documents.types import Mime

_POINTS_PER_MM = 72 / MM_PER_INCH
_GREY = {"/DeviceGray", "/CalGray", "/Indexed"}


def measure_pages(file: StoredFile, *, size: PaperSize | None = None) -> list[PageMeasure]:
    """Return how large and how fine each page of the copy of `file` would be.

    Args:
        size: of the paper, where a person said it; guessed from the shape of a picture otherwise.
    """
    measures: list[PageMeasure] = []
    for part, page in _parts(file):
        number = len(measures) + 1
        if part.mime == Mime.PDF:
            with pikepdf.open(BytesIO(content_of(part))) as pdf:
                measures.append(_of_pdf_page(pdf.pages[page - 1], number))
        else:
            measures.append(_of_picture(content_of(part), number, size))
    return measures


def copy_as_pdf(file: StoredFile, *, size: PaperSize | None = None) -> bytes:
    """Return the pages of `file` as a PDF (1.7) to be signed; the same file gives the same bytes.

    Photographs go in byte for byte, laid out one to one with their paper. A PDF that carries a signature
    already is taken as it is: drawing it anew would break that signature.

    Law: Decree 30/2020/NĐ-CP, Annex I (PDF 1.4 or later, colour, at least 200 dpi, one to one).
    """
    if file.mime == Mime.PDF and not file.made_from:
        data = content_of(file)
        if verify_pdf(data):
            return data
    out = pikepdf.new()
    opened: dict[UUID, pikepdf.Pdf] = {}
    for part, page in _parts(file):
        if part.mime == Mime.PDF:
            source = opened.setdefault(part.id, pikepdf.open(BytesIO(content_of(part))))
            _add_upright(out, source, page)
        else:
            _add_picture(out, content_of(part), size)
    saved = BytesIO()
    out.save(saved, deterministic_id=True, compress_streams=True, min_version="1.7")
    for source in opened.values():
        source.close()
    return saved.getvalue()


def _parts(file: StoredFile) -> Iterator[tuple[StoredFile, int]]:
    """Yield each page's file and number: where a paper was put together, the pictures it was made from."""
    made = [row for row in file.made_from if not row.get("edits")]
    if file.mime == Mime.PDF and len(made) == file.pages == len(file.made_from):
        found = {each.id: each for each in files_by_ids({UUID(str(row["file"])) for row in made})}
        if all(UUID(str(row["file"])) in found for row in made):
            yield from ((found[UUID(str(row["file"]))], int(row["page"])) for row in made)
            return
    yield from ((file, page) for page in range(1, file.pages + 1))


def _of_picture(data: bytes, number: int, size: PaperSize | None) -> PageMeasure:
    image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    paper = size or guessed_size(image.width, image.height)
    wide, high = laid_out(image.width, image.height, paper)
    dpi = dots_per_inch(image.width, wide)
    if paper is PaperSize.AS_SCANNED and min(image.size) < LEAST_DPI:
        dpi = min(image.size)  # under an inch at 200 dots: no paper is that small
    return PageMeasure(number, wide, high, dpi, image.mode not in {"L", "1"})


def _of_pdf_page(page: pikepdf.Page, number: int) -> PageMeasure:
    left, bottom, right, top = (float(side) for side in page.cropbox)
    wide, high = (right - left) / _POINTS_PER_MM, (top - bottom) / _POINTS_PER_MM
    pictures = [
        picture for picture in page.images.values() if int(picture.get("/Width", 0)) and not _is_mask(picture)
    ]
    if not pictures or _says_text(page):
        return PageMeasure(number, wide, high, None, colour=True)
    largest = max(pictures, key=lambda each: int(each.Width) * int(each.Height))
    across = (
        int(largest.Width)
        if (int(largest.Width) < int(largest.Height)) == (wide < high)
        else int(largest.Height)
    )
    return PageMeasure(number, wide, high, dots_per_inch(across, wide), not _is_grey(largest))


def _says_text(page: pikepdf.Page) -> bool:
    """Say whether the page shows letters of its own; a scan shows a picture only."""
    shows = {"Tj", "TJ", "'", '"'}
    return any(str(instruction.operator) in shows for instruction in pikepdf.parse_content_stream(page))


def _is_mask(picture: pikepdf.Object) -> bool:
    return bool(picture.get("/ImageMask", False))


def _is_grey(picture: pikepdf.Object) -> bool:
    space = picture.get("/ColorSpace", pikepdf.Name.DeviceRGB)
    if int(picture.get("/BitsPerComponent", 8)) == 1:
        return True
    return str(space[0] if isinstance(space, pikepdf.Array) else space) in _GREY - {"/Indexed"}


def _add_upright(out: pikepdf.Pdf, source: pikepdf.Pdf, page: int) -> None:
    """Add a page as it is; one that is stored lying down is stood up: its top right is where one sees it."""
    leaf = source.pages[page - 1]
    turn = int(leaf.obj.get("/Rotate", 0)) % 360
    if not turn:
        out.pages.append(leaf)
        return
    left, bottom, right, top = (float(side) for side in leaf.cropbox)
    wide, high = right - left, top - bottom
    if turn in {90, 270}:
        wide, high = high, wide
    blank = out.add_blank_page(page_size=(wide, high))
    blank.add_overlay(out.copy_foreign(leaf.as_form_xobject()), pikepdf.Rectangle(0, 0, wide, high))


def _add_picture(out: pikepdf.Pdf, data: bytes, size: PaperSize | None) -> None:
    image = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
    wide, high = laid_out(image.width, image.height, size or guessed_size(image.width, image.height))
    add_picture_page(out, data)
    leaf = out.pages[-1]
    across, down = wide * _POINTS_PER_MM, high * _POINTS_PER_MM
    leaf.mediabox = pikepdf.Array([0, 0, round(across, 2), round(down, 2)])
    leaf.Contents = pikepdf.Stream(out, f"q {across:.2f} 0 0 {down:.2f} 0 0 cm /P Do Q".encode())
