"""Where a procedure is helped with: which places may, and the nearest of them."""

from collections.abc import Mapping
from typing import Any

from cuamo.catalogue.rules.helpers import Help, help_by
from cuamo.kernel.errors import Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import MOST, SERVING, Near, list_agencies, near
from cuamo.organisation.types import UnitKind

OF_OPERATOR = {"VNPOST": "PUBLIC_POST", "VTPOST": "POST"}
"""Operators of our network under postal law; every other firm stands under its contract."""
NEAREST = 3
"""Places a refusal names."""


def helper_kind(unit: Unit) -> str:
    """Return which kind of operator a place belongs to, a key of `rules.helpers.KINDS`."""
    if unit.kind == UnitKind.BRANCH:
        return "BRANCH"
    if unit.kind == UnitKind.POINT:
        return "WARD_POINT"
    return OF_OPERATOR.get(unit.parent_id or "", "TELECOM")


def places_for(
    content: Mapping[str, Any], *, words: str = "", after: str = "", limit: int = 30
) -> list[tuple[Unit, Help]]:
    """Return open places that file or guide for a procedure, by code, one keyset page."""
    rules = {found.who: found for found in help_by(content)}
    shown: list[tuple[Unit, Help]] = []
    while len(shown) < limit:
        units = list_agencies(words=words, after=after, limit=MOST)
        shown += [
            (unit, rules[helper_kind(unit)]) for unit in units if rules[helper_kind(unit)].may != "NONE"
        ]
        if len(units) < MOST:
            break
        after = units[-1].code
    return shown[:limit]


def places_near(
    content: Mapping[str, Any] | None, *, lat: float, lon: float, limit: int = 30
) -> list[tuple[Near, Help | None]]:
    """Return open places nearest first, all or those that file or guide for a procedure.

    Raises:
        Invalid: the pair is no place on earth.
    """
    around = near(lat=lat, lon=lon, kinds=SERVING, limit=MOST)
    if content is None:
        return [(hit, None) for hit in around[:limit]]
    rules = {found.who: found for found in help_by(content)}
    helping = [(hit, rules[helper_kind(hit.unit)]) for hit in around]
    found: list[tuple[Near, Help | None]] = [(hit, may) for hit, may in helping if may.may != "NONE"]
    return found[:limit]


def nearest_for(content: Mapping[str, Any], unit: Unit) -> list[Unit]:
    """Return the open places nearest to `unit` that file this procedure, at most three."""
    if unit.lat is None or unit.lon is None:
        around = list_agencies(limit=MOST)
    else:
        around = [hit.unit for hit in near(lat=unit.lat, lon=unit.lon, kinds=SERVING, limit=MOST)]
    filing = {found.who for found in help_by(content) if found.may == "FILE"}
    return [place for place in around if helper_kind(place) in filing][:NEAREST]


def require_may_file(content: Mapping[str, Any], unit_code: str) -> None:
    """Let a place whose kind of operator files this procedure through; a code that is no place as well.

    Raises:
        Invalid: it only guides, or does not help with it; the refusal names the nearest that does.
    """
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None:
        return
    mine = next(found for found in help_by(content) if found.who == helper_kind(unit))
    if mine.may == "FILE":
        return
    places = nearest_for(content, unit)
    there_vi = "; ".join(f"{place.name_vi}, {place.address}".rstrip(", ") for place in places)
    there_en = "; ".join(f"{place.name_en}, {place.address}".rstrip(", ") for place in places)
    raise Invalid(
        "procedure.not_here",
        f"{mine.who_vi}: {mine.may_vi.lower()} «{content['name_vi']}». Chưa mở hồ sơ nào.",
        f"{mine.who_en}: {mine.may_en.lower()}. No dossier was opened.",
        where="q",
        hint_vi=f"Nơi làm được gần nhất: {there_vi}." if places else "Mời người dân tự nộp trực tuyến.",
        hint_en=f"Nearest places that do: {there_en}." if places else "It can be filed online by oneself.",
    )
