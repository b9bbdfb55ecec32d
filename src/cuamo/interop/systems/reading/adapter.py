"""`PageReader` on Tesseract with the Vietnamese file of `language.py`."""

import importlib.util
import os
from pathlib import Path
from typing import Any

import structlog
from PIL import Image

from cuamo.documents.types import PageWord
from cuamo.interop.systems.reading.language import FILE

log = structlog.get_logger(__name__)
_MILLISECONDS = 60_000
"""A page that takes longer is given up: it is no paper."""


class TesseractReader:
    """Reads one page in one thread; the caller is a job, so nobody waits for it."""

    ready = True

    def __init__(self, file: Path) -> None:
        self.file = file

    def words(self, page: Image.Image) -> list[PageWord]:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        import tesserocr

        with tesserocr.PyTessBaseAPI(
            path=str(self.file.parent),
            lang=self.file.stem,
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.SINGLE_BLOCK,
        ) as api:
            api.SetImage(page)
            api.SetSourceResolution(300)
            if not api.Recognize(_MILLISECONDS):
                log.warning("page_given_up", width=page.width, height=page.height)
                return []
            found = [_word(part, tesserocr.RIL.WORD) for part in _parts(api, tesserocr.RIL.WORD)]
            return [word for word in found if word is not None]


class NoReader:
    """Stands in where the library or the language file is not installed: papers are kept and not read."""

    ready = False

    def words(self, page: Image.Image) -> list[PageWord]:
        return []


def reader_of_this_machine() -> TesseractReader | NoReader:
    """Return the reader, the stand-in when a part of it is not installed."""
    installed = FILE.exists() and importlib.util.find_spec("tesserocr") is not None
    return TesseractReader(FILE) if installed else NoReader()


def _parts(api: Any, level: Any) -> Any:
    import tesserocr

    found = api.GetIterator()
    return tesserocr.iterate_level(found, level) if found else ()


def _word(part: Any, level: Any) -> PageWord | None:
    """Return a word with its place; None for the part without a place a blank page consists of."""
    box = part.BoundingBox(level)
    if box is None:
        return None
    left, top, right, bottom = box
    return PageWord(part.GetUTF8Text(level).strip(), (left, top, right, bottom), part.Confidence(level))
