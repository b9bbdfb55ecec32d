"""Agencies and service points: list, near, open now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.text import fold
from cuamo.organisation.models import Unit
from cuamo.organisation.rules.distance import is_on_earth, metres_between
from cuamo.organisation.rules.hours import closes_at, is_open_at
from cuamo.organisation.selectors.wards import find_wards
from cuamo.organisation.types import UnitKind

SERVING = (UnitKind.AGENCY, UnitKind.BRANCH, UnitKind.POINT)
MOST = 200
AROUND_DEGREES = 0.5
"""Nothing farther than about 55 km is looked at."""


@dataclass(frozen=True)
class Near:
    """A place and how far it is."""

    unit: Unit
    metres: int


def list_agencies(
    *,
    words: str = "",
    kinds: Sequence[UnitKind] = SERVING,
    ward_code: str = "",
    after: str = "",
    limit: int = 50,
) -> list[Unit]:
    """Return open places by code, those after `after` (keyset page), at most `limit` (1 to 200).

    `words` are found in name and address, and as old or new ward names.
    """
    places = Unit.objects.filter(kind__in=kinds, is_open=True).select_related("parent")
    if ward_code:
        places = places.filter(ward_code=ward_code)
    if words.strip():
        places = _matching(places, words)
    if after:
        places = places.filter(code__gt=after)
    return list(places.order_by("code")[: _bounded(limit)])


def near(
    *, lat: float, lon: float, kinds: Sequence[UnitKind] = (UnitKind.AGENCY,), limit: int = 10
) -> list[Near]:
    """Return open places nearest first, at most `limit` (1 to 200).

    Raises:
        Invalid: the pair is no place on earth.
    """
    if not is_on_earth(lat, lon):
        raise Invalid(
            "place.not_on_earth",
            "Vị trí không đúng: vĩ độ từ -90 đến 90, kinh độ từ -180 đến 180.",
            "Not a place: latitude is -90 to 90, longitude -180 to 180.",
            where="lat",
        )
    box = Unit.objects.filter(
        kind__in=kinds,
        is_open=True,
        lat__range=(lat - AROUND_DEGREES, lat + AROUND_DEGREES),
        lon__range=(lon - AROUND_DEGREES, lon + AROUND_DEGREES),
    )
    found = [
        Near(unit, metres_between(lat, lon, unit.lat, unit.lon))
        for unit in box.select_related("parent")
        if unit.lat is not None and unit.lon is not None
    ]
    return sorted(found, key=lambda hit: (hit.metres, hit.unit.code))[: _bounded(limit)]


def agency(code: str) -> Unit | None:
    """Return one place that serves people, None when there is none of that code."""
    return Unit.objects.filter(code=code, kind__in=SERVING).select_related("parent").first()


def open_now(unit: Unit, *, at: datetime) -> bool:
    """Return whether the place is open at `at` (giờ mở cửa, giờ Hà Nội)."""
    return unit.is_open and is_open_at(unit.hours, at.astimezone(HANOI))


def open_until(unit: Unit, *, at: datetime) -> str:
    """Return when the place closes today, as `19:00`; empty when it is closed at `at`."""
    return closes_at(unit.hours, at.astimezone(HANOI)) if unit.is_open else ""


def _matching(places: QuerySet[Unit], words: str) -> QuerySet[Unit]:
    named = places
    for word in fold(words).split():
        named = named.filter(search_text__contains=word)
    wards = [hit.ward.code for hit in find_wards(words)]
    return named | places.filter(ward_code__in=wards)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))
