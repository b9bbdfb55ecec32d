"""How many pages a PDF has."""

import pypdfium2


def page_count(pdf: bytes) -> int:
    """Return the number of pages of `pdf`.

    Raises:
        pypdfium2.PdfiumError: it cannot be read as a PDF.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
