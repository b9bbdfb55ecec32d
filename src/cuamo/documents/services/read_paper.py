"""Read a stored paper and keep what it says as proposals."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pypdfium2
from django.db import transaction
from PIL import Image

from cuamo.documents.models import Reading, StoredFile
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.documents.rules.reading.page import SMALLEST, PageSays, page_says, way_up
from cuamo.documents.rules.reading.quality import Flaw
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
    parts = _parts(file)
    if parts:
        return _put_together(file, [read_paper(file_id=part, at=at) for part in parts], at)
    pages = list(_pages(file))
    said = [page_says(page, reader.words) for page in pages]
    kind = next((page.kind for page in said if page.kind is not Kind.UNKNOWN), Kind.UNKNOWN)
    lone = len(said) == 1 and Flaw.UNREADABLE in said[0].flaws
    turn = way_up(pages[0], reader.words) if lone and min(pages[0].size) >= SMALLEST else 0
    with transaction.atomic():
        reading, _ = Reading.objects.get_or_create(
            file=file,
            defaults={
                "kind": kind,
                "pages_read": len(said),
                "flaws": [
                    {"page": number, "flaw": flaw}
                    for number, page in enumerate(said, start=1)
                    for flaw in ((Flaw.TURNED,) if turn else page.flaws)
                ],
                "facts": _facts(said, kind),
                "confidence": round(sum(page.confidence for page in said) / max(1, len(said))),
                "turn": turn,
                "read_at": at,
            },
        )
    return reading


def _parts(file: StoredFile) -> list[UUID]:
    """Return the pages to be read of a paper that was put together here; none when it came whole."""
    made = [UUID(str(part["file"])) for part in file.made_from]
    return made[:MOST_PAGES] if file.pages > 1 and len(made) == file.pages else []


def _put_together(file: StoredFile, found: list[Reading | None], at: datetime) -> Reading:
    """Keep for the whole paper what its pages say; nothing is read a second time."""
    pages = [page for page in found if page is not None]
    kind = next((page.kind for page in pages if page.kind != Kind.UNKNOWN), str(Kind.UNKNOWN))
    facts: dict[str, Any] = {}
    for number, page in enumerate(pages, start=1):
        if page.kind == kind:
            for fact in page.facts:
                facts.setdefault(fact["fact"], {**fact, "page": number})
    reading, _ = Reading.objects.get_or_create(
        file=file,
        defaults={
            "kind": kind,
            "pages_read": len(pages),
            "flaws": [
                {**flaw, "page": number} for number, page in enumerate(pages, start=1) for flaw in page.flaws
            ],
            "facts": list(facts.values()),
            "confidence": round(sum(page.confidence for page in pages) / max(1, len(pages))),
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
