"""Wards by name, new or old."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cuamo.kernel.text import fold
from cuamo.organisation.models import FormerWard, Ward

MOST = 20
KINDS = frozenset({"phuong", "xa", "quan", "huyen", "tx"})
"""Words that say what a place is, not which."""


@dataclass(frozen=True)
class WardHit:
    """A ward found, and the old name it was found by."""

    ward: Ward
    former_name: str = ""
    is_split: bool = False


def all_wards() -> QuerySet[Ward]:
    """Return the 126 wards and communes by code."""
    return Ward.objects.order_by("code")


def find_wards(words: str, *, limit: int = MOST) -> list[WardHit]:
    """Return the wards whose new name, old name or former district holds every word; new names first.

    Diacritics, case and the words phường, xã, quận, huyện do not matter.
    """
    wanted = [word for word in fold(words).replace(",", " ").split() if word not in KINDS]
    if not wanted:
        return []
    new = Ward.objects.all()
    old = FormerWard.objects.select_related("ward")
    for word in wanted:
        new = new.filter(search_text__contains=word)
        old = old.filter(search_text__contains=word)
    name = " ".join(wanted)
    ranked = sorted(new, key=lambda ward: (not fold(ward.name).startswith(name), ward.code))
    hits = [WardHit(ward) for ward in ranked[:limit]]
    seen = {ward.code for ward in ranked}
    exact = sorted(old[: limit * 4], key=lambda row: (name not in fold(row.name), row.code, row.ward_id))
    for row in exact:
        if row.ward_id not in seen and len(hits) < limit:
            seen.add(row.ward_id)
            hits.append(WardHit(row.ward, f"{row.name}, {row.district}", row.is_split))
    return hits
