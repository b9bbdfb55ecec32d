"""Late and stuck dossiers of a territory, for those who watch over it; no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet, Value
from django.db.models.lookups import LessThanOrEqual

from cuamo.dossiers.models import Lateness, WorkItem
from cuamo.dossiers.rules.lateness import COUNTED
from cuamo.dossiers.selectors.worklist import SOON
from cuamo.dossiers.states import Step
from cuamo.kernel.keyset import read_place

PAGE = 50
MOST_COUNTED = 5000
"""What is due first is counted, up to here; a page says `5.000+` and never reads all that waits."""
GROUPS = ("late", "soon", "slow")
STANDING = (Step.CITIZEN, Step.EXTERNAL)
"""Steps at which no clock of the city runs."""
LATE_ONCE = Q(flags__contains=["late"])
ENDED_FOR = timedelta(days=91)
HALF = ExpressionWrapper((F("step_due_at") - F("arrived_at")) / 2, output_field=DurationField())
"""Half of the step's time, as `rules.deadline.slow_after` counts it."""


@dataclass(frozen=True)
class Page:
    """Rows of one page and where the next one begins."""

    rows: list[WorkItem]
    next_after: str | None


@dataclass(frozen=True)
class EndedPage:
    """What was late and has ended, and where the next page begins."""

    rows: list[Lateness]
    next_after: str | None


@dataclass(frozen=True)
class Held:
    """How much of what is late waits at one unit and step."""

    unit_code: str
    step: str
    count: int
    oldest_due_at: datetime


def overdue(
    *,
    units: Sequence[str],
    group: str,
    unit: str = "",
    step: str = "",
    after: str = "",
    now: datetime,
) -> Page:
    """Return one page of what is late, nearly late or unmoved in the territory, oldest due first.

    Args:
        units: the territory; a dossier belongs to it where it was helped, was received or waits.
        group: `late`, `soon` or `slow` (unmoved for half of the step's time).
        unit: only what waits there.
        after: `due|id` of the last row of the page before; what cannot be read begins at the first.
    """
    rows = _watched(units).filter(_in_group(group, now))
    if unit:
        rows = rows.filter(unit_code=unit)
    if step:
        rows = rows.filter(step=step)
    if (start := read_place(after)) is not None:
        due, last = start
        rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, dossier_id__gt=last))
    found = list(rows.order_by("due_at", "dossier_id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return Page(found, f"{found[-1].due_at.isoformat()}|{found[-1].dossier_id}" if more else None)


def sizes(*, units: Sequence[str], now: datetime, most: int = MOST_COUNTED) -> dict[str, int]:
    """Return how many dossiers each group has, and how many run at all, counted up to `most`."""
    watched = _watched(units)
    counted = _first(most, watched.filter(due_at__gte=now), *_late(watched, now))
    counts = counted.aggregate(
        running=Count("pk"), **{group: Count("pk", filter=_in_group(group, now)) for group in GROUPS}
    )
    return {key: min(most, int(value)) for key, value in counts.items()}


def held_by_unit(
    *, units: Sequence[str], group: str, now: datetime, limit: int = 12, most: int = MOST_COUNTED
) -> list[Held]:
    """Return where what is in the group waits, most first, of the `most` that are due first."""
    watched = _watched(units)
    parts = _late(watched, now) if group == "late" else [watched.filter(due_at__gte=now)]
    rows = (
        _first(most, *parts)
        .filter(_in_group(group, now))
        .values("unit_code", "step")
        .annotate(count=Count("pk"), oldest=Min("due_at"))
        .order_by("-count", "oldest", "unit_code", "step")[:limit]
    )
    return [Held(row["unit_code"], row["step"], row["count"], row["oldest"]) for row in rows]


def by_days_left(
    *, units: Sequence[str], days: Sequence[tuple[datetime, datetime]], most: int = MOST_COUNTED
) -> list[int]:
    """Return how many running dossiers are due in each span [start, end), each counted up to `most`."""
    spans = [Q(due_at__gte=start, due_at__lt=end) for start, end in days]
    running = _running(units)
    counted = _first(most, *(running.filter(span) for span in spans))
    counts = counted.aggregate(**{f"n{place}": Count("pk", filter=span) for place, span in enumerate(spans)})
    return [int(counts[f"n{place}"]) for place in range(len(spans))]


def ended_late(*, units: Sequence[str], now: datetime, after: str = "") -> EndedPage:
    """Return one page of what was late and has ended within three months, last ended first.

    A result, a refusal, a stop or a withdrawal takes a dossier from the queues; it stays in this list.

    Args:
        after: `ended|id` of the last row of the page before; what cannot be read begins at the first.
    """
    place = Q(unit_code__in=units) | Q(received_by__in=units) | Q(helped_at__in=units)
    rows = Lateness.objects.filter(place, ended_at__gt=now - ENDED_FOR, kind__in=COUNTED)
    if (start := read_place(after)) is not None:
        ended, last = start
        rows = rows.filter(Q(ended_at__lt=ended) | Q(ended_at=ended, id__lt=last))
    found = list(rows.order_by("-ended_at", "-id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    last_ended = found[-1].ended_at.isoformat() if found and found[-1].ended_at else ""
    return EndedPage(found, f"{last_ended}|{found[-1].id}" if more else None)


def was_late(dossier_id: UUID) -> bool:
    """Say whether a dossier was late once, which nothing undoes (index 2.1)."""
    return Lateness.objects.filter(dossier_id=dossier_id, kind__in=COUNTED).exists()


def _running(units: Sequence[str]) -> QuerySet[WorkItem]:
    return _within(units).exclude(step__in=STANDING)


def _watched(units: Sequence[str]) -> QuerySet[WorkItem]:
    """What runs, and what was late once and now stands still: a request takes nothing off it."""
    return _within(units).exclude(Q(step__in=STANDING) & ~LATE_ONCE)


def _within(units: Sequence[str]) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(Q(unit_code__in=units) | Q(received_by__in=units) | Q(helped_at__in=units))


def _late(watched: QuerySet[WorkItem], now: datetime) -> list[QuerySet[WorkItem]]:
    """Return what is past due and what was late once, each along an index of its own."""
    return [watched.filter(due_at__lt=now), watched.filter(LATE_ONCE, due_at__gte=now)]


def _first(most: int, *parts: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Return the `most` of each part that are due first."""
    keys = [part.order_by("due_at", "dossier_id").values("pk")[:most] for part in parts]
    return WorkItem.objects.filter(pk__in=keys[0].union(*keys[1:], all=True) if keys[1:] else keys[0])


def _in_group(group: str, now: datetime) -> Q:
    left = ExpressionWrapper(F("due_at") - Value(now), output_field=DurationField())
    waited = ExpressionWrapper(Value(now) - F("arrived_at"), output_field=DurationField())
    open_late = LATE_ONCE & ~Q(step=Step.PACK)
    if group == "soon":
        return Q(due_at__gte=now) & Q(LessThanOrEqual(left, SOON)) & ~open_late
    if group == "slow":
        return Q(due_at__gte=now) & Q(LessThanOrEqual(HALF, waited)) & ~open_late
    return Q(due_at__lt=now) | open_late
