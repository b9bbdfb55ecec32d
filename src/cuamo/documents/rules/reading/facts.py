"""Find the facts on a page of a known kind: labels first, then what follows each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cuamo.documents.rules.reading.kinds import Kind
from cuamo.documents.rules.reading.layouts import DATED, LAYOUTS, Label, Shape
from cuamo.documents.rules.reading.values import read_date, value_of
from cuamo.documents.rules.reading.words import Box, Line, alike, around, bare
from cuamo.documents.types import PageWord

CERTAIN = 0.8
SHORT = 4
"""Labels of so few letters are taken only as printed, at the start of a line or after a gap."""
MOST_LINES = 3
_SHORT_SCORE = 1.3
"""Of labels so short that a word of a value may look like them (`Số 12 phố …`)."""
_NUMBERING = re.compile(r"\d{1,2}[.,]?")
_GAP = 2.5
"""Line heights between two words that do not belong together."""


@dataclass(frozen=True)
class Fact:
    """One value read from a page."""

    fact: str
    value: str
    confidence: int
    """0 to 100: of the least certain word."""
    box: Box


@dataclass(frozen=True)
class _Found:
    label: Label
    line: int
    start: int
    stop: int
    score: float
    """More for more letters, less for each that differs."""
    box: Box


def facts_of(kind: Kind, lines: Sequence[Line], *, page_width: int) -> list[Fact]:
    """Return what the page says, one value per fact; what is doubtful in form is left out."""
    layout = LAYOUTS.get(kind, ())
    found = _labels(layout, lines)
    taken: dict[str, _Found] = {}
    used: set[tuple[int, int]] = set()
    for label in layout:
        if not label.fact or label is DATED:
            continue
        anchor = taken.get(label.after)
        if label.after and anchor is None:
            continue
        place = _first(label, found, anchor, used, page_width)
        if place is not None:
            taken[label.fact] = place
            used.add((place.line, place.start))
    facts = [fact for place in taken.values() if (fact := _fact(place, found, lines))]
    if DATED in layout and (dated := _dated(lines)) is not None:
        facts.append(dated)
    return facts


def _labels(layout: Sequence[Label], lines: Sequence[Line]) -> list[_Found]:
    """Return every label on the page; of two in the same place the longer one."""
    found: list[_Found] = []
    for number, line in enumerate(lines):
        parts = [bare(word.text) for word in line.words]
        heights = sorted(word.box[3] - word.box[1] for word in line.words)
        gap = _GAP * heights[len(heights) // 2]
        for label in layout:
            for text in label.texts:
                wanted, count = text.replace(" ", ""), text.count(" ") + 1
                for start in range(len(parts)):
                    for length in (count, count - 1, count + 1):
                        window = parts[start : start + length]
                        if length < 1 or len(window) < length or not window[0] or not window[-1]:
                            continue
                        likeness = alike("".join(window), wanted)
                        if not _counts(likeness, wanted, line, start, start + length, gap):
                            continue
                        box = around(line.words[start : start + length])
                        score = (likeness - 0.7) * len(wanted)
                        found.append(_Found(label, number, start, start + length, score, box))
    found.sort(key=lambda place: -place.score)
    kept: list[_Found] = []
    for place in found:
        rivals = [
            other
            for other in kept
            if other.line == place.line and other.start < place.stop and place.start < other.stop
        ]
        if all(_shares(place, other) for other in rivals):
            kept.append(place)
    return sorted(kept, key=lambda place: (place.line, place.start))


def _shares(place: _Found, other: _Found) -> bool:
    """True when two labels read alike and may both be meant: `Năm sinh` of the mother and of the father."""
    same = (other.start, other.stop) == (place.start, place.stop) and other.label is not place.label
    return same and abs(other.score - place.score) < 0.01


def _counts(likeness: float, wanted: str, line: Line, start: int, stop: int, gap: float) -> bool:
    if all(word.text.isupper() for word in line.words[start:stop]):
        return False
    if len(wanted) > SHORT:
        return likeness >= (CERTAIN if len(wanted) > 12 else 0.88)
    first = start == 0 or line.words[start].box[0] - line.words[start - 1].box[2] > gap
    return likeness == 1.0 and first


def _first(
    label: Label, found: Sequence[_Found], anchor: _Found | None, used: set[tuple[int, int]], page_width: int
) -> _Found | None:
    """Return where the label stands first; below its anchor, and first in the anchor's column."""
    places = [place for place in found if place.label is label and (place.line, place.start) not in used]
    if anchor is None:
        best = max((place.score for place in places), default=0.0)
        return next((place for place in places if place.score >= 0.8 * best), None)
    later = [place for place in places if (place.line, place.start) > (anchor.line, anchor.start)]
    column = [place for place in later if abs(place.box[0] - anchor.box[0]) < 0.06 * page_width]
    near = [place for place in later if place.line == anchor.line]
    return next(iter(near or column or later), None)


def _fact(place: _Found, found: Sequence[_Found], lines: Sequence[Line]) -> Fact | None:
    words = _following(place, found, lines)
    if place.label.shape is not Shape.TEXT:
        words = words[:14]
    read = value_of(words, place.label.shape)
    if read is None:
        return None
    value, carrying = read
    confidence = min(word.confidence for word in carrying)
    return Fact(place.label.fact, value, round(confidence), around(carrying))


def _following(place: _Found, found: Sequence[_Found], lines: Sequence[Line]) -> list[PageWord]:
    """Return the words from the label to the next one, going on below in its column."""
    line = lines[place.line]
    others = [other for other in found if other.line == place.line and other.start >= place.stop]
    stop = min((other.start for other in others), default=len(line.words))
    words = list(line.words[place.stop : stop])
    if others:
        words = _without_number(words)
    right = line.words[stop].box[0] if stop < len(line.words) else None
    height = place.box[3] - place.box[1]
    left = _left_of(place, line) - height
    bottom = line.box[3]
    for number in range(place.line + 1, min(len(lines), place.line + 1 + MOST_LINES)):
        below = lines[number]
        if below.box[1] - bottom > 1.3 * height:
            break
        ends = [
            other.start
            for other in found
            if other.line == number
            and other.score > _SHORT_SCORE
            and other.box[2] > left
            and (right is None or other.box[0] < right - height / 2)
        ]
        end = min(ends, default=len(below.words))
        column = [
            word
            for word in below.words[:end]
            if word.box[0] >= left and (right is None or word.box[0] < right - height / 2)
        ]
        words += _without_number(column) if ends else column
        if ends or not column or (place.label.shape is not Shape.TEXT and words):
            break
        bottom = below.box[3]
    return words


def _without_number(words: list[PageWord]) -> list[PageWord]:
    """Return the words without the number (`10.`) of the label that follows them."""
    kept = list(words)
    while kept and (not bare(kept[-1].text) or _NUMBERING.fullmatch(kept[-1].text)):
        kept.pop()
    return kept


def _left_of(place: _Found, line: Line) -> int:
    """Return where the column of a label begins: at its number (`9.`) when it has one."""
    before = "".join(bare(word.text) for word in line.words[: place.start])
    return line.box[0] if len(before) <= 2 else place.box[0]


def _dated(lines: Sequence[Line]) -> Fact | None:
    """Return the day of the line `…, ngày 20 tháng 3 năm 2026`, the last one on the page."""
    for line in reversed(lines):
        parts = [bare(word.text) for word in line.words]
        for start in range(len(parts) - 5):
            if (parts[start], parts[start + 2], parts[start + 4]) != ("ngay", "thang", "nam"):
                continue
            words = list(line.words[start : start + 6])
            moment = read_date(" ".join(word.text for word in words))
            if moment:
                return Fact("issued_on", moment, round(min(word.confidence for word in words)), around(words))
    return None
