"""Lists of the archive's pages: keyset pages, newest or soonest first, within a territory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.archive.models import Destruction, Hold, Keeping, Package
from cuamo.archive.selectors.due import to_destroy, to_submit
from cuamo.archive.selectors.holds import standing
from cuamo.archive.types import DestructionState, PackageState
from cuamo.dossiers.selectors.pages import KeysetPage, page_by
from cuamo.kernel.clock import to_hanoi

PAGE = 50
COUNTED = 1000
"""Figures stop here: a list is worked off, never counted to its end."""


@dataclass(frozen=True)
class DuePage:
    """Dossiers of one page and where the next one begins; empty after the last."""

    rows: list[Keeping] = field(default_factory=list)
    next_after: str = ""


@dataclass(frozen=True)
class Figures:
    """What waits in a territory, each counted up to a thousand."""

    to_submit: int
    overdue: int
    packages: int
    to_destroy: int
    lists: int
    holds: int


def figures(units: Sequence[str], *, at: datetime) -> Figures:
    """Return how much waits (số liệu lưu trữ)."""
    due, today = to_submit(units, at=at), to_hanoi(at).date()
    waiting = [PackageState.BUILDING, PackageState.READY, PackageState.SENDING]
    return Figures(
        to_submit=due[:COUNTED].count(),
        overdue=due.filter(submit_by__lt=today)[:COUNTED].count(),
        packages=Package.objects.filter(unit_code__in=list(units), state__in=waiting)[:COUNTED].count(),
        to_destroy=to_destroy(units, at=at)[:COUNTED].count(),
        lists=Destruction.objects.filter(unit_code__in=list(units), state=DestructionState.PROPOSED)[
            :COUNTED
        ].count(),
        holds=standing(at).filter(unit_code__in=list(units))[:COUNTED].count(),
    )


def submission_page(units: Sequence[str], *, at: datetime, after: str) -> DuePage:
    """Return dossiers due for the archive, soonest term first."""
    return _page(to_submit(units, at=at), "submit_by", after)


def destruction_page(units: Sequence[str], *, at: datetime, after: str) -> DuePage:
    """Return dossiers whose retention has ended, longest ago first."""
    return _page(to_destroy(units, at=at), "destroy_from", after)


def packages_page(units: Sequence[str], *, after: str) -> KeysetPage[Package]:
    """Return packages, newest first."""
    return page_by(
        Package.objects.filter(unit_code__in=list(units)), "made_at", after=after, newest_first=True
    )


def lists_page(units: Sequence[str], *, after: str) -> KeysetPage[Destruction]:
    """Return lists proposed for destruction, newest first."""
    rows = Destruction.objects.filter(unit_code__in=list(units))
    return page_by(rows, "proposed_at", after=after, newest_first=True)


def holds_page(units: Sequence[str], *, after: str) -> KeysetPage[Hold]:
    """Return holds, standing and lifted, newest first."""
    return page_by(
        Hold.objects.filter(unit_code__in=list(units)), "placed_at", after=after, newest_first=True
    )


def _page(rows: QuerySet[Keeping], day: str, after: str) -> DuePage:
    start, _, key = after.partition("|")
    try:
        first, last = date.fromisoformat(start), UUID(key)
        rows = rows.filter(Q(**{f"{day}__gt": first}) | Q(**{day: first, "dossier_id__gt": last}))
    except ValueError:
        pass
    found = list(rows.order_by(day, "dossier_id")[: PAGE + 1])
    more = len(found) > PAGE
    end = found[PAGE - 1] if more else None
    return DuePage(found[:PAGE], f"{getattr(end, day).isoformat()}|{end.dossier_id}" if end else "")
