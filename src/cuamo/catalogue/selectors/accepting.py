"""Where dossiers of a procedure are taken in: what was published, and whether it is still of the day."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from cuamo.catalogue.models import AcceptingList
from cuamo.catalogue.selectors.book import live_version
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind

KINDS = (UnitKind.BRANCH, UnitKind.POINT)
"""What takes dossiers in; agencies help, and hand over."""


@dataclass(frozen=True)
class Standing:
    """How the published list stands to the version people read."""

    newest: AcceptingList | None
    stale: bool
    """There is a version people read, and no list as new as it."""


def newest_list(code: str) -> AcceptingList | None:
    """Return the list that counts, None when none was published yet."""
    return AcceptingList.objects.filter(procedure_id=code).order_by("-number").first()


def lists_of(code: str) -> list[AcceptingList]:
    """Return every published list, newest first, at most fifty, without their places."""
    rows = AcceptingList.objects.filter(procedure_id=code).defer("places")
    return list(rows.order_by("-number")[:50])


def standing_of(code: str) -> Standing:
    """Return the newest list and whether it is missing for, or older than, the version people read.

    Law: Decision 766/QĐ-TTg, index 1.1 to 1.3 (published completely, with the date of publication).
    """
    newest, live = newest_list(code), live_version(code)
    if live is None:
        return Standing(newest, stale=False)
    begun = datetime.combine(live.valid_from, time.min, tzinfo=HANOI) if live.valid_from else live.made_at
    return Standing(newest, stale=newest is None or newest.published_at < (live.published_at or begun))


def places_to_choose() -> list[Unit]:
    """Return every open place that takes dossiers in, branches first, by code."""
    rows = Unit.objects.filter(kind__in=KINDS, is_open=True)
    return sorted(rows, key=lambda unit: (KINDS.index(UnitKind(unit.kind)), unit.code))


def as_place(unit: Unit) -> dict[str, Any]:
    """Return what a list keeps of a place."""
    names = ("code", "kind", "name_vi", "name_en", "address", "phone")
    return {name: getattr(unit, name) for name in names}
