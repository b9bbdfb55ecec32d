"""Signs of moved states: of some dossiers, and of a territory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cuamo.kernel.keyset import read_place
from cuamo.oversight.models import Flag

PAGE = 50
WORDS = {
    "LAST_MOMENT": "Yêu cầu bổ sung sát hạn",
    "TOGGLED": "Dừng thời hạn nhiều lần",
    "DUE_MOVED": "Ngày hẹn đổi không do thủ tục nào",
    "REFILED": "Rút rồi nộp lại cùng nội dung",
    "SECOND": "Bổ sung lần hai",
    "NO_FILE": "Có kết quả mà không có tệp",
}
"""What each sign is called on every page."""


@dataclass(frozen=True)
class Page:
    """Signs of one page and where the next one begins."""

    rows: list[Flag]
    next_after: str | None


def flags_of(dossier_ids: Iterable[UUID]) -> dict[UUID, list[Flag]]:
    """Return the open signs of each of these dossiers that has any; one query."""
    found: dict[UUID, list[Flag]] = {}
    open_ones = Flag.objects.filter(dossier_id__in=list(dossier_ids), closed_at=None)
    for flag in open_ones.order_by("raised_at", "id"):
        found.setdefault(flag.dossier_id, []).append(flag)
    return found


def flags_of_territory(
    *, units: Sequence[str], kind: str = "", closed: bool = False, after: str = ""
) -> Page:
    """Return one page of signs, newest first.

    Args:
        after: `raised|id` of the last row of the page before; what cannot be read begins at the first.
    """
    rows = _within(units).filter(closed_at__isnull=not closed)
    if kind:
        rows = rows.filter(kind=kind)
    if (start := read_place(after)) is not None:
        raised, last = start
        rows = rows.filter(Q(raised_at__lt=raised) | Q(raised_at=raised, id__lt=last))
    found = list(rows.order_by("-raised_at", "-id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return Page(found, f"{found[-1].raised_at.isoformat()}|{found[-1].id}" if more else None)


def open_flags_by_kind(*, units: Sequence[str]) -> dict[str, int]:
    """Return how many signs of each kind wait to be looked at."""
    counts = _within(units).filter(closed_at=None).values_list("kind").annotate(count=Count("pk"))
    return {str(kind): int(count) for kind, count in counts}


def _within(units: Sequence[str]) -> QuerySet[Flag]:
    return Flag.objects.filter(Q(unit_code__in=units) | Q(received_by__in=units))
