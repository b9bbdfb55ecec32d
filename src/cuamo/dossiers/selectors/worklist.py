"""The officer's queue: open work inside the officer's territory, keyset pages, no counts of history."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.lookups import LessThanOrEqual

from cuamo.catalogue.selectors.search import search
from cuamo.catalogue.selectors.versions import codes_with
from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.rules.name_words import name_words
from cuamo.dossiers.rules.soft_lock import is_free
from cuamo.dossiers.selectors.ordered import Walk, counts, first_keys, procedures_among
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.keyset import read_place
from cuamo.kernel.text import fold
from cuamo.organisation.selectors.absences import stands_in_for
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.sharing import teams_of
from cuamo.organisation.types import Role

PAGE = 50
MOST_COUNTED = 1000
"""Groups are counted up to here; what is more is told as `999+`."""
ELSEWHERE = "elsewhere"
GROUPS = ("today", "soon", "back", "new", "late", "mine")
ME, TEAM, NOBODY = "toi", "to", "chua"
"""Whose work is asked for, beside one officer's id."""
SHARED = (Step.INTAKE, Step.EXAMINE, Step.APPROVE, Step.ISSUE)
"""Steps at which one officer is responsible; packing is done by whoever stands there."""
SELF = "tu-nop"
"""Where it was helped: nowhere, the applicant sent it alone."""
FLAGS = ("late", "slow", "apology", "expedite", "priority")
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
    """Part of a code, a procedure's name or code, or words of the person's name."""
    whose: str = ""
    """`toi` (mine, and of whom I stand in for), `to` (my teams), `chua` (nobody's), or an officer's id."""
    procedure: str = ""
    place: str = ""
    """Unit where it was helped; `tu-nop` for what was sent without help."""
    flag: str = ""


def steps_of(officer: Actor) -> list[Step]:
    """Return the steps the officer's roles work at; signing is done by a job."""
    held = officer.roles
    return [step for step, role in STEP_ROLE.items() if role and role in held and step is not Step.SIGN]


def visible_to(officer: Actor, units: list[str] | None = None) -> QuerySet[WorkItem]:
    """Return what waits in the territory (`units`, where known) for the officer's roles (hàng đợi)."""
    units = units_under(officer.unit_code) if units is None else units
    return WorkItem.objects.filter(unit_code__in=units, step__in=steps_of(officer))


def queue(*, officer: Actor, wanted: Wanted, after: str = "", now: datetime, today_ends: datetime) -> Page:
    """Return one page of the queue, soonest due first.

    Args:
        after: `due|id` of the last row of the page before; what cannot be read begins at the first.
    """
    walks = walks_of(officer, wanted, now=now, today_ends=today_ends)
    keys = first_keys(walks, most=PAGE + 1, after=read_place(after))
    found = _rows(keys[:PAGE])
    return Page(found, key_of(found[-1]) if found and len(keys) > PAGE else None)


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


def arrived_since(
    *, officer: Actor, since: datetime, wanted: Wanted | None = None, now: datetime, today_ends: datetime
) -> int:
    """Return how much of what the officer looks at has come since a moment, counted up to 1,000."""
    units = units_under(officer.unit_code)
    rows = visible_to(officer, units).filter(arrived_at__gt=since)
    if wanted is not None and wanted.group != ELSEWHERE:
        where, whose = _where(officer, wanted, now=now, today_ends=today_ends), _whose(officer, wanted, now)
        rows = rows.filter(where & (whose or Q()))
    return rows.values("pk")[:MOST_COUNTED].count()


def group_sizes(
    *, officer: Actor, wanted: Wanted | None = None, now: datetime, today_ends: datetime
) -> dict[str, int]:
    """Return how many wait per group, each counted up to 1,000: never by reading all that waits.

    Args:
        wanted: whose work is counted; the rest of it does not count.
    """
    wanted = Wanted(whose=wanted.whose) if wanted else Wanted()
    units = units_under(officer.unit_code)
    ground = _ground(officer, wanted, units, now)
    groups = {"all": ground}
    for name in GROUPS:
        condition = in_group(name, officer=officer, now=now, today_ends=today_ends)
        groups[name] = [walk.narrowed(condition) for walk in ground]
    if not wanted.whose:
        groups["mine"] = [_held_by(officer.id, units, steps_of(officer))]
    groups[ELSEWHERE] = _elsewhere(officer, units)
    return counts(groups, most=MOST_COUNTED)


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


def walks_of(officer: Actor, wanted: Wanted, *, now: datetime, today_ends: datetime) -> list[Walk]:
    """Return the walks along indexes that together are what is asked for."""
    units = units_under(officer.unit_code)
    where = _where(officer, wanted, now=now, today_ends=today_ends)
    if wanted.group == ELSEWHERE:
        return [walk.narrowed(where) for walk in _elsewhere(officer, units)]
    if wanted.group == "mine" and not wanted.whose:
        return [_held_by(officer.id, units, _steps(officer, wanted)).narrowed(where)]
    return [walk.narrowed(where) for walk in _ground(officer, wanted, units, now)]


def territory(officer: Actor, wanted: Wanted, *, now: datetime) -> list[Walk]:
    """Return the walks past everything that waits for whoever is asked for, in no group."""
    return _ground(officer, Wanted(whose=wanted.whose), units_under(officer.unit_code), now)


def procedures_waiting(officer: Actor) -> list[str]:
    """Return the codes of the procedures of which anything waits in the territory."""
    return procedures_among(units_under(officer.unit_code))


def _ground(officer: Actor, wanted: Wanted, units: list[str], now: datetime) -> list[Walk]:
    steps = _steps(officer, wanted)
    whose = wanted.whose
    if whose in {"", TEAM, NOBODY}:
        pairs = [(unit, step.value) for unit in units for step in steps]
        return [Walk(("unit_code", "step"), pairs, _whose(officer, wanted, now) or Q())]
    given = _given_to(officer, whose, now)
    places = [(who, unit, step.value) for who in given for unit in units for step in steps]
    return [
        Walk(("assignee_id", "unit_code", "step"), places, ~Q(assignee_id="")),
        _held_by(given[0], units, steps).narrowed(~Q(assignee_id__in=given)),
    ]


def _held_by(officer_id: str, units: list[str], steps: list[Step]) -> Walk:
    places = [(officer_id, unit, step.value) for unit in units for step in steps]
    return Walk(("holder_id", "unit_code", "step"), places, ~Q(holder_id=""))


def _whose(officer: Actor, wanted: Wanted, now: datetime) -> Q | None:
    if wanted.whose == TEAM:
        return Q(team_id__in=teams_of(officer.id, officer.unit_code))
    if wanted.whose == NOBODY:
        return Q(assignee_id="", holder_id="")
    if wanted.whose:
        given = _given_to(officer, wanted.whose, now)
        return Q(assignee_id__in=given) | Q(holder_id=given[0])
    return None


def _given_to(officer: Actor, whose: str, now: datetime) -> list[str]:
    """Return the officer asked for, and those away whom they stand in for today."""
    who = officer.id if whose == ME else whose
    try:
        return [who, *stands_in_for(UUID(who), at=now)]
    except ValueError:
        return [who]


def _steps(officer: Actor, wanted: Wanted) -> list[Step]:
    """Return the steps asked for; who leads sees the work of each officer at every step of the unit."""
    others = wanted.whose not in {"", ME, TEAM}
    steps = list(SHARED) if others and Role.LEADER in officer.roles else steps_of(officer)
    return [step for step in steps if not wanted.step or step.value == wanted.step]


def _elsewhere(officer: Actor, units: list[str]) -> list[Walk]:
    """Return what the territory received or decides and somebody else has now (chờ nơi khác)."""
    own = {*steps_of(officer), Step.PACK}
    others = [(unit, step.value) for unit in units for step in Step if step not in own]
    return [
        Walk(("unit_code", "step"), others),
        Walk(("received_by",), [(unit,) for unit in units], ~Q(unit_code__in=units)),
    ]


def _where(officer: Actor, wanted: Wanted, *, now: datetime, today_ends: datetime) -> Q:
    where = in_group(wanted.group, officer=officer, now=now, today_ends=today_ends)
    if wanted.procedure:
        where &= Q(procedure_code=wanted.procedure)
    if wanted.place:
        where &= Q(helped_at="" if wanted.place == SELF else wanted.place)
    if wanted.flag == "priority":
        where &= Q(priority=True)
    elif wanted.flag in FLAGS:
        where &= Q(flags__contains=[wanted.flag])
    if words := wanted.words.strip():
        where &= _said(words)
    return where


def _said(words: str) -> Q:
    """Return the condition of a search: figures mean a code; letters a name of a person or a procedure."""
    if any(letter.isdigit() or letter in ".-/" for letter in words):
        of_code = Q(code__icontains=words)
        coded = codes_with(words)
        return of_code | Q(procedure_code__in=coded) if coded else of_code
    asked = _words_of(words)
    named = [hit.code for hit in search(words, limit=50) if asked <= _words_of(hit.name_vi)]
    of_person = Q(name_words__contains=name_words(words))
    return of_person | Q(procedure_code__in=named) if named else of_person


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _rows(keys: list[UUID]) -> list[WorkItem]:
    """Return the rows of these ids in their order; of their people only the name is deciphered."""
    named = WorkItem.objects.select_related("person").defer(*(f"person__{name}" for name in SECRETS))
    rows = named.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]
