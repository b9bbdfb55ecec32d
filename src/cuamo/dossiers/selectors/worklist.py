"""The officer's queue: open work inside the officer's territory, keyset pages, no counts of history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Rows of one page and where the next begins; None after the last."""

    rows: list[WorkItem]
    next_after: str | None


def steps_of(officer: Actor) -> list[Step]:
    """Return the steps the officer's roles work at."""
    return [step for step, role in STEP_ROLE.items() if role and role in officer.roles]


def visible_to(officer: Actor) -> QuerySet[WorkItem]:
    """Return what waits in the officer's territory for the officer's roles (hàng đợi)."""
    return WorkItem.objects.filter(unit_code__in=units_under(officer.unit_code), step__in=steps_of(officer))


def queue(
    *,
    officer: Actor,
    group: str = "",
    step: str = "",
    words: str = "",
    mine: bool = False,
    after: str = "",
    now: datetime,
    today_ends: datetime,
) -> Page:
    """Return one page of the queue, soonest due first.

    Args:
        group: `late`, `today`, `back`, `new`, `mine` or empty for all (ux X1).
        words: part of a code or a procedure code.
        after: `due|id` of the last row of the page before.
    """
    rows = visible_to(officer)
    if step:
        rows = rows.filter(step=step)
    rows = in_group(rows, group, officer=officer, now=now, today_ends=today_ends)
    if mine:
        rows = rows.filter(holder_id=officer.id)
    if words.strip():
        rows = rows.filter(Q(code__icontains=words.strip()) | Q(procedure_code__icontains=words.strip()))
    if after:
        due, _, last = after.partition("|")
        moment, key = datetime.fromisoformat(due), UUID(last)
        rows = rows.filter(Q(due_at__gt=moment) | Q(due_at=moment, dossier_id__gt=key))
    found = list(rows.select_related("person").order_by("due_at", "dossier_id")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, f"{found[-1].due_at.isoformat()}|{found[-1].dossier_id}" if more else None)


def in_group(
    rows: QuerySet[WorkItem], group: str, *, officer: Actor, now: datetime, today_ends: datetime
) -> QuerySet[WorkItem]:
    """Narrow the rows to one group of the queue."""
    if group == "late":
        return rows.filter(due_at__lt=now)
    if group == "today":
        return rows.filter(due_at__gte=now, due_at__lte=today_ends)
    if group == "back":
        return rows.filter(came_back=True)
    if group == "new":
        return rows.filter(holder_id="", came_back=False)
    if group == "mine":
        return rows.filter(holder_id=officer.id)
    return rows


def group_sizes(*, officer: Actor, now: datetime, today_ends: datetime) -> dict[str, int]:
    """Return how many wait per group; open work only, so the count is small and cheap."""
    counts = visible_to(officer).aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=now)),
        today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=today_ends)),
        back=Count("pk", filter=Q(came_back=True)),
        new=Count("pk", filter=Q(holder_id="", came_back=False)),
        mine=Count("pk", filter=Q(holder_id=officer.id)),
    )
    return {key: int(value) for key, value in counts.items()}
