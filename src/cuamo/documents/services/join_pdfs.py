"""Many printed sheets as one file, for one trip to the printer."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf


def join_pdfs(files: Iterable[bytes]) -> bytes:
    """Return the pages of the files one after another; each must be a PDF with at least one page."""
    joined = pikepdf.new()
    for content in files:
        with pikepdf.open(BytesIO(content)) as pdf:
            joined.pages.extend(pdf.pages)
    out = BytesIO()
    joined.save(out, deterministic_id=True)
    return out.getvalue()
