"""Read a stored paper and keep what it says as proposals."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pypdfium2
from django.db import transaction
from PIL import Image

from cuamo.documents.models import Reading, StoredFile
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.documents.rules.reading.page import PageSays, page_says
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import page_reader
from cuamo.documents.services.open_image import open_image
from cuamo.documents.types import Mime

MOST_PAGES = 3
"""Pages of one file that are read; what agencies ask of a paper stands on the first."""
_DPI = 200
_LONGEST = 3600


def read_paper(*, file_id: UUID, at: datetime) -> Reading | None:
    """Read the file and keep its proposals; a second run finds them kept. None where nothing can read,
    and for a file that is no longer there.

    Changes no value of any form: what is read is only shown, and taken over by a person.

    Raises:
        OSError: the bytes of the file are gone or have changed.
    """
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None:
        return None
    kept = Reading.objects.filter(file=file).first()
    reader = page_reader()
    if kept is not None or not reader.ready:
        return kept
    said = [page_says(page, reader.words) for page in _pages(file)]
    kind = next((page.kind for page in said if page.kind is not Kind.UNKNOWN), Kind.UNKNOWN)
    with transaction.atomic():
        reading, _ = Reading.objects.get_or_create(
            file=file,
            defaults={
                "kind": kind,
                "pages_read": len(said),
                "flaws": [
                    {"page": number, "flaw": flaw}
                    for number, page in enumerate(said, start=1)
                    for flaw in page.flaws
                ],
                "facts": _facts(said, kind),
                "read_at": at,
            },
        )
    return reading


def _facts(said: list[PageSays], kind: Kind) -> list[dict[str, object]]:
    """Return the facts of the pages of the paper's kind, each once, the first that was found."""
    found: dict[str, dict[str, object]] = {}
    for number, page in enumerate(said, start=1):
        if page.kind is kind:
            for fact in page.facts:
                row = {
                    "fact": fact.fact,
                    "value": fact.value,
                    "confidence": fact.confidence,
                    "page": number,
                    "place": list(fact.place),
                }
                found.setdefault(fact.fact, row)
    return list(found.values())


def _pages(file: StoredFile) -> Iterator[Image.Image]:
    data = content_of(file)
    if file.mime != Mime.PDF:
        image = open_image(data, Mime(file.mime))
        image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
        yield image
        return
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(len(document), MOST_PAGES)):
            leaf = document[number]
            scale = min(_DPI / 72, _LONGEST / max(1, *leaf.get_size()))
            yield leaf.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    finally:
        document.close()
