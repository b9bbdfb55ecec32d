"""Who looked at a person's data."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.kernel.clock import HANOI
from cuamo.people.models import Reading

PAGE = 50


@dataclass(frozen=True)
class Looks:
    """One page of looks, newest first, and where the next one begins; empty after the last."""

    rows: list[Reading]
    next_after: str


def looks_at(
    person_id: UUID | str,
    *,
    unit_code: str = "",
    asked_only: bool = False,
    first: date | None = None,
    last: date | None = None,
    after: str = "",
) -> Looks:
    """Return who read the person's data, fifty at a time.

    Args:
        unit_code: only looks from this place.
        asked_only: only those the person has asked about.
        first, last: days in Hanoi, both counted.
        after: `moment|id` of the last row of the page before; what cannot be read begins at the newest.
    """
    rows = Reading.objects.filter(person_id=person_id)
    if unit_code:
        rows = rows.filter(unit_code=unit_code)
    if asked_only:
        rows = rows.filter(readingquestion__isnull=False)
    if first is not None:
        rows = rows.filter(read_at__gte=datetime.combine(first, time(0), HANOI))
    if last is not None and last < date.max:
        rows = rows.filter(read_at__lt=datetime.combine(last, time(0), HANOI) + timedelta(days=1))
    found = list(
        _older(rows, after).select_related("readingquestion").order_by("-read_at", "-id")[: PAGE + 1]
    )
    end = found[PAGE - 1] if len(found) > PAGE else None
    return Looks(found[:PAGE], f"{end.read_at.isoformat()}|{end.id}" if end else "")


def places_of_looks(person_id: UUID | str) -> list[str]:
    """Return the codes of the places from which the person's data were read."""
    rows = Reading.objects.filter(person_id=person_id).exclude(unit_code="")
    return sorted(rows.order_by().values_list("unit_code", flat=True).distinct()[:100])


def _older(rows: QuerySet[Reading], after: str) -> QuerySet[Reading]:
    at, _, key = after.partition("|")
    try:
        moment, last = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return rows
    if moment.tzinfo is None:
        return rows
    return rows.filter(Q(read_at__lt=moment) | Q(read_at=moment, id__lt=last))
