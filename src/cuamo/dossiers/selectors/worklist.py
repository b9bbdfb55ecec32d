"""The officer's queue: open work inside the officer's territory, keyset pages, no counts of history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.lookups import LessThanOrEqual

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.rules.soft_lock import is_free
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under

PAGE = 50
ELSEWHERE = "elsewhere"
SECRETS = ("personal_id", "birth_date", "address", "phone")
"""What a list of names has no need to read of its people."""
SOON = ExpressionWrapper((F("due_at") - F("arrived_at")) / 5, output_field=DurationField())
"""A fifth of the time, as `rules.deadline.is_soon` counts it."""


@dataclass(frozen=True)
class Page:
    """Rows of one page and where the next begins; None after the last."""

    rows: list[WorkItem]
    next_after: str | None


@dataclass(frozen=True)
class Wanted:
    """What of the queue is asked for; an unknown group or step asks for everything."""

    group: str = ""
    """`today`, `soon`, `back`, `new`, `elsewhere`, `late`, `mine` or empty for all (ux X1)."""
    step: str = ""
    words: str = ""
    """Part of a code or of a procedure's code."""


def steps_of(officer: Actor) -> list[Step]:
    """Return the steps the officer's roles work at; signing is done by a job."""
    held = officer.roles
    return [step for step, role in STEP_ROLE.items() if role and role in held and step is not Step.SIGN]


def visible_to(officer: Actor, units: list[str] | None = None) -> QuerySet[WorkItem]:
    """Return what waits in the territory (`units`, where known) for the officer's roles (hàng đợi)."""
    units = units_under(officer.unit_code) if units is None else units
    return WorkItem.objects.filter(unit_code__in=units, step__in=steps_of(officer))


def waiting_elsewhere(officer: Actor, units: list[str] | None = None) -> QuerySet[WorkItem]:
    """Return what the territory received or decides and somebody else has now (chờ nơi khác)."""
    units = units_under(officer.unit_code) if units is None else units
    own = Q(unit_code__in=units, step__in=[*steps_of(officer), Step.PACK])
    return WorkItem.objects.filter(Q(unit_code__in=units) | Q(received_by__in=units)).exclude(own)


def queue(*, officer: Actor, wanted: Wanted, after: str = "", now: datetime, today_ends: datetime) -> Page:
    """Return one page of the queue, soonest due first.

    Args:
        after: `due|id` of the last row of the page before; what cannot be read begins at the first.
    """
    rows = _narrowed(officer, wanted, now=now, today_ends=today_ends)
    if (start := _start(after)) is not None:
        moment, key = start
        rows = rows.filter(Q(due_at__gt=moment) | Q(due_at=moment, dossier_id__gt=key))
    named = rows.select_related("person").defer(
        *(f"person__{name}" for name in SECRETS)
    )  # each is deciphered
    found = list(named.order_by("due_at", "dossier_id")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, key_of(found[-1]) if more else None)


def key_of(item: WorkItem) -> str:
    """Return where a page begins that follows this row."""
    return f"{item.due_at.isoformat()}|{item.dossier_id}"


def next_free(
    *, officer: Actor, wanted: Wanted, after: WorkItem, now: datetime, today_ends: datetime
) -> UUID | None:
    """Return the next dossier of the queue nobody else has open: after this row, then from the top."""
    for start in (key_of(after), ""):
        page = queue(officer=officer, wanted=wanted, after=start, now=now, today_ends=today_ends)
        for row in page.rows:
            free = is_free(locked_by=row.locked_by, locked_at=row.locked_at, officer_id=officer.id, now=now)
            if free and row.dossier_id != after.dossier_id:
                return row.dossier_id
    return None


def arrived_since(*, officer: Actor, since: datetime) -> int:
    """Return how much work has come to the officer since a moment."""
    return visible_to(officer).filter(arrived_at__gt=since).count()


def group_sizes(*, officer: Actor, now: datetime, today_ends: datetime) -> dict[str, int]:
    """Return how many wait per group; open work only, so the count is small and cheap."""
    groups = ("today", "soon", "back", "new", "late", "mine")
    conditions = {name: in_group(name, officer=officer, now=now, today_ends=today_ends) for name in groups}
    units = units_under(officer.unit_code)
    counts = visible_to(officer, units).aggregate(
        all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    counts[ELSEWHERE] = waiting_elsewhere(officer, units).count()
    return {key: int(value) for key, value in counts.items()}


def in_group(group: str, *, officer: Actor, now: datetime, today_ends: datetime) -> Q:
    """Return the condition of one group of the queue; late work is today's work.

    New work stays new while its officer looks at it, so that it is still there on the way back.
    """
    left = ExpressionWrapper(F("due_at") - Value(now), output_field=DurationField())
    conditions = {
        "late": Q(due_at__lt=now),
        "today": Q(due_at__lte=today_ends),
        "soon": Q(due_at__gt=today_ends) & Q(LessThanOrEqual(left, SOON)),
        "back": Q(came_back=True),
        "new": Q(holder_id__in=["", officer.id], came_back=False),
        "mine": Q(holder_id=officer.id),
    }
    return conditions.get(group, Q())


def _narrowed(officer: Actor, wanted: Wanted, *, now: datetime, today_ends: datetime) -> QuerySet[WorkItem]:
    if wanted.group == ELSEWHERE:
        rows = waiting_elsewhere(officer)
    else:
        rows = visible_to(officer)
        if wanted.step:
            rows = rows.filter(step=wanted.step)
        rows = rows.filter(in_group(wanted.group, officer=officer, now=now, today_ends=today_ends))
    if words := wanted.words.strip():
        rows = rows.filter(Q(code__icontains=words) | Q(procedure_code__icontains=words))
    return rows


def _start(after: str) -> tuple[datetime, UUID] | None:
    due, _, last = after.partition("|")
    try:
        moment = datetime.fromisoformat(due)
        return (moment, UUID(last)) if moment.tzinfo is not None else None
    except ValueError:
        return None
