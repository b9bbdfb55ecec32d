"""Pages are really printed, photographed and read."""

import hashlib

import pytest
from PIL import Image

from cuamo.documents.types import PageWord
from cuamo.interop.systems.reading import language
from cuamo.interop.systems.reading.adapter import TesseractReader, reader_of_this_machine


@pytest.fixture(scope="session")
def reader() -> TesseractReader:
    """The reader of this machine; where npm cannot bring the language file nothing can be read."""
    if not language.bring():
        pytest.skip("the language file is not here and npm could not bring it")
    found = reader_of_this_machine()
    assert isinstance(found, TesseractReader)
    return found


class OnceRead:
    """A reader that reads a picture once: the same picture says the same, and takes seconds each time."""

    ready = True

    def __init__(self, reader: TesseractReader) -> None:
        self._reader = reader
        self._said: dict[tuple[str, tuple[int, int], bytes], list[PageWord]] = {}

    def words(self, page: Image.Image) -> list[PageWord]:
        key = (page.mode, page.size, hashlib.sha256(page.tobytes()).digest())
        if key not in self._said:
            self._said[key] = self._reader.words(page)
        return list(self._said[key])


@pytest.fixture(scope="session")
def once_read(reader: TesseractReader) -> OnceRead:
    return OnceRead(reader)
