"""Turn the words after a label into a value, or say that they hold none."""

import re
from collections.abc import Sequence
from datetime import date

from cuamo.documents.rules.reading.layouts import Shape
from cuamo.documents.rules.reading.words import bare
from cuamo.documents.types import PageWord
from cuamo.kernel.identifiers.errors import InvalidIdentifier
from cuamo.kernel.identifiers.personal_id import check
from cuamo.kernel.text import nfc

_LIKE_DIGITS = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"}
)
_SLASHED = re.compile(r"(?<!\d)(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{4})(?!\d)")
_WORDED = re.compile(r"(\d{1,2})\s*\S{3,7}\s*(\d{1,2})\s*\S{2,5}\s*(\d{4})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_TWELVE = re.compile(r"(?<!\d)(\d(?:[ .]?\d){11})(?!\d)")
_NUMBER = re.compile(r"[0-9A-ZĐa-zđ][0-9A-ZĐa-zđ./\-]*\d[0-9A-ZĐa-zđ./\-]*|\d+")
_NOT_NAME = re.compile(r"[^A-Za-zÀ-ỹĐđ' \-]")
FAMILY_NAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Đoàn",
    "Trịnh",
    "Trương",
    "Đào",
    "Mai",
    "Lâm",
    "Tạ",
    "Hà",
    "Cao",
    "Lương",
    "Chu",
    "Phùng",
    "Tô",
    "Vương",
    "Nghiêm",
    "Quách",
    "Thái",
    "Triệu",
    "Kiều",
    "Đàm",
    "Lưu",
)
_FAMILIES = {name.upper() for name in FAMILY_NAMES}
_BY_LETTERS = {
    letters: name
    for name in sorted(_FAMILIES)
    if len(letters := bare(name)) > 3 and [bare(other) for other in _FAMILIES].count(letters) == 1
}
"""Family names that no other shares its bare letters with: `NGUYÊN` can only be `NGUYỄN`."""
MENDED = 70.0
"""Most confidence a name has whose family name was mended."""
Words = Sequence[PageWord]


def value_of(words: Words, shape: Shape) -> tuple[str, list[PageWord]] | None:
    """Return the value and the words that carry it; None when the words hold no value of this shape.

    A date becomes `20/03/2026` (or a year alone), a name stays as printed, sex is `Nam` or `Nữ`.
    """
    kept = _without_colon(words)
    if not kept:
        return None
    return {
        Shape.NAME: _name,
        Shape.DATE: _date,
        Shape.PERSONAL_ID: _personal_id,
        Shape.SEX: _sex,
        Shape.NUMBER: _number,
        Shape.TEXT: _text,
    }[shape](kept)


def read_date(text: str) -> str:
    """Return the first date of the text as `20/03/2026`; empty when there is none that exists."""
    plain = _digits(text)
    found = _SLASHED.search(plain) or _WORDED.search(plain)
    if not found:
        return ""
    day, month, year = (int(part) for part in found.groups())
    try:
        moment = date(year, month, day)
    except ValueError:
        return ""
    return f"{moment:%d/%m/%Y}" if 1880 <= year <= 2100 else ""


def _name(words: Words) -> tuple[str, list[PageWord]] | None:
    carrying: list[PageWord] = []
    capitals = [word.text.isupper() and len(word.text) > 1 for word in words]
    if capitals.count(True) >= 2:
        start = capitals.index(True)
        stop = next(
            (n for n in range(start, len(words)) if words[n].text != words[n].text.upper()), len(words)
        )
        words = words[start:stop]
    for word in words:
        letters = _NOT_NAME.sub("", word.text)
        if any(sign.isdigit() for sign in word.text) or (not letters and carrying):
            break
        if letters and (letters[0].isupper() or not carrying):
            carrying.append(word)
        elif carrying:
            break
    said = nfc(_NOT_NAME.sub("", " ".join(word.text for word in carrying))).strip(" -'")
    parts = said.split()
    if parts and said.isupper() and parts[0] not in _FAMILIES and (family := _BY_LETTERS.get(bare(parts[0]))):
        first = carrying[0]
        carrying[0] = PageWord(first.text, first.box, min(first.confidence, MENDED))
        said = " ".join([family, *parts[1:]])
    return (said, carrying) if 2 <= len(parts) <= 8 and all(len(part) < 9 for part in parts) else None


def _date(words: Words) -> tuple[str, list[PageWord]] | None:
    for length in range(1, len(words) + 1):
        for start in range(len(words) - length + 1):
            span = words[start : start + length]
            moment = read_date(" ".join(word.text for word in span))
            if moment:
                return moment, list(span)
        if length == 8:
            break
    if len(words) <= 3:
        for word in words:
            year = _YEAR.search(_digits(word.text))
            if year:
                return year.group(1), [word]
    return None


def _personal_id(words: Words) -> tuple[str, list[PageWord]] | None:
    for length in (1, 2, 3, 4):
        for start in range(len(words) - length + 1):
            span = words[start : start + length]
            found = _TWELVE.search(_digits(" ".join(word.text for word in span)))
            if not found:
                continue
            try:
                return check(found.group(1)), list(span)
            except InvalidIdentifier:
                return None
    return None


def _sex(words: Words) -> tuple[str, list[PageWord]] | None:
    for word in words[:3]:
        said = bare(word.text)
        if said in {"nam", "nu"}:
            return ("Nam" if said == "nam" else "Nữ"), [word]
    return None


def _number(words: Words) -> tuple[str, list[PageWord]] | None:
    for word in words[:3]:
        found = _NUMBER.search(word.text)
        if found:
            return found.group().rstrip(".-/"), [word]
    return None


def _text(words: Words) -> tuple[str, list[PageWord]] | None:
    kept = list(words)
    while kept and not bare(kept[-1].text):
        kept.pop()
    said = nfc(" ".join(word.text for word in kept)).strip(" ,;:.-–—_|")
    return (said, kept) if len(bare(said)) >= 2 else None


def _without_colon(words: Words) -> list[PageWord]:
    kept = list(words)
    while kept and not any(letter.isalnum() for letter in kept[0].text):
        kept.pop(0)
    if kept and kept[0].text[0] in ":.-":
        first = kept[0]
        kept[0] = PageWord(first.text.lstrip(":.- "), first.box, first.confidence)
    return kept


def _digits(text: str) -> str:
    """Return the text with letters that look like digits read as digits, in words that are mostly digits."""
    return " ".join(
        word.translate(_LIKE_DIGITS) if sum(sign.isdigit() for sign in word) * 2 > len(word) else word
        for word in text.split()
    )
