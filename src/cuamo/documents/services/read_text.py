"""Everything a picture or PDF says in letters and codes, for a rule to look through; nothing is kept."""

from collections.abc import Iterator

import pypdfium2
from PIL import Image

from cuamo.documents.errors import Refused
from cuamo.documents.rules.true_type import true_type
from cuamo.documents.selectors.parts import page_reader
from cuamo.documents.services.open_image import open_image
from cuamo.documents.services.read_codes import read_codes
from cuamo.documents.types import Mime

_DPI = 200
_LONGEST = 3000
_PAGES = 2


def read_text(data: bytes) -> Iterator[str]:
    """Yield what is found, surest first: codes in the picture, the text a PDF carries, then printed words.

    The next is only looked for when it is asked for: reading printed words takes seconds.

    Raises:
        Refused: not a picture or PDF, broken, or too large.
    """
    yield "\n".join(read_codes(data))
    mime = true_type(data)
    if mime is Mime.PDF:
        yield _text_of(data)
    reader = page_reader()
    if mime is None or not reader.ready:
        return
    for page in _pages(data, mime):
        yield " ".join(word.text for word in reader.words(page.convert("L")))


def _text_of(data: bytes) -> str:
    document = _opened(data)
    try:
        pages = (document[number] for number in range(min(len(document), _PAGES)))
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    finally:
        document.close()


def _pages(data: bytes, mime: Mime) -> Iterator[Image.Image]:
    if mime is not Mime.PDF:
        image = open_image(data, mime)
        image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
        yield image
        return
    document = _opened(data)
    try:
        for number in range(min(len(document), _PAGES)):
            leaf = document[number]
            scale = min(_DPI / 72, _LONGEST / max(1, *leaf.get_size()))
            yield leaf.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise Refused(
            "file_pdf_closed",
            "Không mở được tệp PDF này: tệp hỏng hoặc có mật khẩu.",
            "This PDF cannot be opened: it is damaged or has a password.",
            hint_vi="Chụp màn hình có mã rồi gửi ảnh, hoặc gõ mã.",
            hint_en="Send a picture of the screen with the code, or type the code.",
        ) from None
