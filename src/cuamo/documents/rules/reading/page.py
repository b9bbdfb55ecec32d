"""What one page says: the order of the rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from cuamo.documents.rules.reading.facts import facts_of
from cuamo.documents.rules.reading.kinds import Kind, KindFound, kind_of
from cuamo.documents.rules.reading.quality import Flaw, flaws, unreadable
from cuamo.documents.rules.reading.straighten import straighten
from cuamo.documents.rules.reading.words import Line, lines_of
from cuamo.documents.types import PageWord

Reader = Callable[[Image.Image], list[PageWord]]
SMALLEST = 200
"""Pixels of the shorter side; no paper can be read on less."""
TRIED_AT = 1600
"""Pixels of the longer side a page is tried at the other ways up."""
_WAYS = {
    180: Image.Transpose.ROTATE_180,
    90: Image.Transpose.ROTATE_270,
    270: Image.Transpose.ROTATE_90,
}
UPPER = 0.45
"""Share of a page its title stands in."""


@dataclass(frozen=True)
class PlacedFact:
    """A value, how sure it is, and where it stands on the page as it was given."""

    fact: str
    value: str
    confidence: int
    place: tuple[float, float, float, float]
    """Left, top, right, bottom as shares of width and height."""


@dataclass(frozen=True)
class PageSays:
    """What a page was found to be and to say."""

    kind: Kind
    likeness: float
    flaws: tuple[Flaw, ...]
    facts: tuple[PlacedFact, ...]
    confidence: int = 0
    """How sure the words are on the whole, 0 to 100."""


def page_says(page: Image.Image, read: Reader) -> PageSays:
    """Read one page (RGB or grey) and return what may be proposed; nothing from a page that is unreadable."""
    if min(page.size) < SMALLEST:
        return PageSays(Kind.UNKNOWN, 0.0, (Flaw.UNREADABLE,), ())
    straight = straighten(page)
    words = read(straight.image)
    lines = lines_of(words)
    wrong = flaws(page, straight, words, lines)
    confidence = confidence_of(words)
    if Flaw.UNREADABLE in wrong:
        return PageSays(Kind.UNKNOWN, 0.0, tuple(wrong), (), confidence)
    found = kind_of(lines)
    if found.kind is Kind.UNKNOWN and page.mode == "RGB":
        found = _red_title(page, read)
    facts = tuple(
        PlacedFact(fact.fact, fact.value, fact.confidence, straight.place(fact.box))
        for fact in facts_of(found.kind, lines, page_width=straight.image.width)
    )
    return PageSays(found.kind, found.likeness, tuple(wrong), facts, confidence)


def way_up(page: Image.Image, read: Reader) -> int:
    """Return by how many degrees clockwise an unreadable page must be turned to be read; 0: none helps."""
    small = page.copy()
    small.thumbnail((TRIED_AT, TRIED_AT), Image.Resampling.LANCZOS)
    for turn, way in _WAYS.items():
        if not unreadable(read(straighten(small.transpose(way)).image)):
            return turn
    return 0


def confidence_of(words: Sequence[PageWord]) -> int:
    """Return how sure the words of a page are on the whole, each by its length, 0 to 100."""
    letters = sum(len(word.text) for word in words)
    return round(sum(len(word.text) * word.confidence for word in words) / letters) if letters else 0


def _red_title(page: Image.Image, read: Reader) -> KindFound:
    """Return the kind by a title in red ink, which the page without its stamps does not show."""
    whole = straighten(page, red=True).image
    upper = whole.crop((0, 0, whole.width, round(UPPER * whole.height)))
    lines: list[Line] = lines_of(read(upper))
    return kind_of(lines)
