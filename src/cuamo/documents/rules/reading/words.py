"""Words of a page put into lines, and compared although a letter or an accent was misread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cuamo.documents.types import PageWord
from cuamo.kernel.text import fold

Box = tuple[int, int, int, int]
_LETTERS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Line:
    """Words that stand beside each other, from left to right."""

    words: tuple[PageWord, ...]

    @property
    def box(self) -> Box:
        """The place of the whole line."""
        return around(self.words)

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


def bare(text: str) -> str:
    """Return the letters and digits of `text`, folded: `Họ, chữ đệm,` is `hochudem`."""
    return _LETTERS.sub("", fold(text))


def alike(one: str, other: str) -> float:
    """Return how alike two folded texts are, 0 to 1."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0.6 else 0.0


def around(words: Iterable[PageWord]) -> Box:
    """Return the smallest box around the words."""
    boxes = [word.box for word in words]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def lines_of(words: Sequence[PageWord]) -> list[Line]:
    """Return the lines of a straight page from top to bottom; specks and empty words are left out."""
    parts = [part for word in words for part in _apart(word)]
    kept = [
        word for word in parts if word.text and _height(word) >= 6 and bare(word.text) + _marks(word.text)
    ]
    rows: list[list[PageWord]] = []
    for word in sorted(kept, key=lambda item: (item.box[1] + item.box[3]) / 2):
        home = next((row for row in reversed(rows[-4:]) if _beside(row, word)), None)
        if home is None:
            rows.append([word])
        else:
            home.append(word)
    lines = [Line(tuple(sorted(row, key=lambda item: item.box[0]))) for row in rows]
    return sorted(lines, key=lambda line: (line.box[1] + line.box[3]) / 2)


def _apart(word: PageWord) -> list[PageWord]:
    """Return `nhân:001085012345` as the two words it is; each takes its share of the place."""
    head, colon, tail = word.text.partition(":")
    if not (head and colon and tail and any(letter.isalpha() for letter in head)):
        return [word]
    left, top, right, bottom = word.box
    middle = left + round((right - left) * (len(head) + 1) / len(word.text))
    first = PageWord(head + colon, (left, top, middle, bottom), word.confidence)
    return [first, *_apart(PageWord(tail, (middle, top, right, bottom), word.confidence))]


def _beside(row: list[PageWord], word: PageWord) -> bool:
    nearest = min(row, key=lambda other: abs(other.box[0] - word.box[0]))
    overlap = min(nearest.box[3], word.box[3]) - max(nearest.box[1], word.box[1])
    return overlap > 0.5 * min(_height(nearest), _height(word))


def _height(word: PageWord) -> int:
    return word.box[3] - word.box[1]


def _marks(text: str) -> str:
    return "".join(letter for letter in text if letter in "/:-.")
