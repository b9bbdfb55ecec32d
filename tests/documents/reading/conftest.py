"""Pages are really printed, photographed and read."""

import pytest

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
