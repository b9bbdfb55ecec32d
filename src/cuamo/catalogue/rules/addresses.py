"""Addresses of Hà Nội as people write them: old wards and districts are brought to the wards of today."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from cuamo.kernel.calendar import reference_path
from cuamo.kernel.text import fold

CHANGED_ON = "01/7/2025"
"""Since then the city has two levels: no districts, 126 wards and communes."""

_DISTRICT = re.compile(r"^(?:quan|q|huyen|h|thi xa|tx)[.\s]+(?=\S)")
_WARD = re.compile(r"^(?:phuong|p|f|xa|x|thi tran|tt)[.\s]+(?=\S)")
_CITY = re.compile(r"^(?:(?:thanh pho|tp)[.\s]*)?(?:ha noi|hn)$|^viet nam$|^vn$")
_BEFORE = re.compile(r"\s*\(trước [^()]*\)\s*$")


class Kind(StrEnum):
    """What an address turned out to name."""

    TODAY = "TODAY"
    FORMER = "FORMER"
    """An old ward that lies in one ward of today."""
    AMBIGUOUS = "AMBIGUOUS"
    """An old ward that was divided, or a name several districts had: the person must say."""
    UNKNOWN = "UNKNOWN"
    """No ward of Hà Nội was recognised; the text stands as it is."""


@dataclass(frozen=True)
class WardName:
    """A ward or commune of today."""

    code: str
    full_name: str
    plain: str
    """Name without its kind, folded."""


@dataclass(frozen=True)
class FormerName:
    """An old ward, with every ward of today a part of it went into."""

    name: str
    district: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class WardBook:
    """The wards of today and before, by folded name."""

    today: dict[str, WardName]
    """By code."""
    by_name: dict[str, tuple[WardName, ...]]
    former: dict[str, tuple[FormerName, ...]]
    districts: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """What an address names."""

    kind: Kind
    wards: tuple[WardName, ...] = ()
    former: str = ""
    """Old ward and district as written."""
    street: str = ""
    """What stands before the ward."""

    @property
    def today(self) -> str:
        """The address of today, with the old name kept behind it; empty when nothing was brought over."""
        if self.kind != Kind.FORMER:
            return ""
        parts = [part for part in (self.street, self.wards[0].full_name, "Hà Nội") if part]
        return f"{', '.join(parts)} (trước {CHANGED_ON}: {self.former})"


@dataclass(frozen=True)
class _Part:
    text: str
    name: str
    level: str = ""
    """WARD or DISTRICT when the person wrote which it is."""
    index: int = field(default=0, compare=False)


def read_address(text: str, book: WardBook) -> Reading:
    """Return which ward of today an address names, understanding the wards and districts of before.

    A district written with the ward makes it an old address: “phường Cửa Nam, quận Hoàn Kiếm” is the old
    Cửa Nam. A ward name alone is the ward of today if there is one. An old ward that was divided is
    ambiguous, unless the text names one of its wards of today as well.
    """
    parts, in_city = _parts(_BEFORE.sub("", text))
    if not parts:
        return Reading(Kind.UNKNOWN)
    district = _district(parts, book)
    if district is not None:
        return _in_district(parts, district, book)
    last = parts[-1]
    if last.level == "DISTRICT" or not (in_city or last.name in book.by_name or last.name in book.former):
        return Reading(Kind.UNKNOWN)
    for part in reversed(parts):
        if part.level != "WARD" and part is not last:
            continue
        if wards := book.by_name.get(part.name):
            kind = Kind.TODAY if len(wards) == 1 else Kind.AMBIGUOUS
            return Reading(kind, wards, street=_before(parts, part))
        if named := book.former.get(part.name):
            return _brought_over(parts, part, None, named, book)
    return Reading(Kind.UNKNOWN)


def build_book(wards: Iterable[dict[str, str]], former: Iterable[dict[str, str]]) -> WardBook:
    """Return the book of wards from the rows of the reference files."""
    today = {row["code"]: WardName(row["code"], row["full_name"], _plain(row["full_name"])) for row in wards}
    codes: dict[tuple[str, str], list[str]] = {}
    for row in former:
        codes.setdefault((row["name"], row["district"]), []).append(row["ward_code"])
    olds: dict[str, list[FormerName]] = {}
    for (name, district), into in codes.items():
        olds.setdefault(_plain(name), []).append(FormerName(name, district, tuple(dict.fromkeys(into))))
    by_name: dict[str, list[WardName]] = {}
    for ward in today.values():
        by_name.setdefault(ward.plain, []).append(ward)
    return WardBook(
        today,
        {name: tuple(found) for name, found in by_name.items()},
        {name: tuple(found) for name, found in olds.items()},
        frozenset(_plain(district) for _, district in codes),
    )


@cache
def published_book() -> WardBook:
    """Return the book of the reference files that come with the product.

    Raises:
        ValueError: there is no folder of reference files.
    """
    folder = reference_path().parents[1] / "network"
    return build_book(_rows(folder / "wards.csv"), _rows(folder / "former_wards.csv"))


def _rows(file: Path) -> list[dict[str, str]]:
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def _parts(text: str) -> tuple[list[_Part], bool]:
    found: list[_Part] = []
    in_city = False
    between = r"[,;]" if re.search(r"[,;]", text) else r"\s[-–]\s"
    for piece in (piece.strip() for piece in re.split(between, text)):
        folded = fold(piece).strip(" .")
        if _CITY.match(folded):
            in_city = in_city or "noi" in folded or folded in {"hn", "tp hn", "tp.hn"}
        elif folded:
            level = "DISTRICT" if _DISTRICT.match(folded) else "WARD" if _WARD.match(folded) else ""
            found.append(_Part(piece, _plain(piece), level, len(found)))
    return found, in_city


def _district(parts: list[_Part], book: WardBook) -> _Part | None:
    """Return the part that names an old district: by its kind, or by an old ward of it written before."""
    for part in reversed(parts):
        if part.name not in book.districts:
            continue
        if part.level == "DISTRICT":
            return part
        before = parts[part.index - 1] if part.index else None
        if part.level == "" and before is not None:
            named = book.former.get(before.name, ())
            if any(_plain(old.district) == part.name for old in named):
                return part
    return None


def _in_district(parts: list[_Part], district: _Part, book: WardBook) -> Reading:
    for part in reversed(parts[: district.index]):
        named = [old for old in book.former.get(part.name, ()) if _plain(old.district) == district.name]
        if named and part.level != "DISTRICT":
            return _brought_over(parts, part, district, named, book)
        if part.level == "WARD":
            wards = book.by_name.get(part.name, ())
            if len(wards) == 1:
                return Reading(Kind.TODAY, wards, street=_before(parts, part))
            break
    return Reading(Kind.UNKNOWN)


def _brought_over(
    parts: list[_Part], part: _Part, district: _Part | None, named: Iterable[FormerName], book: WardBook
) -> Reading:
    codes = dict.fromkeys(code for old in named for code in old.codes)
    wards = tuple(book.today[code] for code in codes if code in book.today)
    others = {other.name for other in parts if other not in {part, district}}
    said = tuple(ward for ward in wards if ward.plain in others)
    if len(said) == 1:
        wards = said
    former = ", ".join(piece.text for piece in (part, district) if piece)
    street = _before(parts, part)
    if said:
        street = ", ".join(
            other.text for other in parts[: part.index] if other.name not in {ward.plain for ward in said}
        )
    kind = Kind.FORMER if len(wards) == 1 else Kind.AMBIGUOUS if wards else Kind.UNKNOWN
    return Reading(kind, wards, former, street)


def _before(parts: list[_Part], part: _Part) -> str:
    return ", ".join(other.text for other in parts[: part.index])


def _plain(name: str) -> str:
    folded = fold(name).strip(" .")
    return _WARD.sub("", _DISTRICT.sub("", folded))
