"""Reading waiting work in the order it is due, by the front columns of an index, whatever the table holds.

A unit has many places and an officer several steps. `unit IN (…) AND step IN (…) ORDER BY due_at` makes
PostgreSQL read and sort everything that waits there; one short walk along an index for each pair of unit and
step, merged, reads no more than a page of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from cuamo.dossiers.models import WorkItem

ORDER = ("due_at", "dossier_id")
NOTHING = "SELECT 1 WHERE false"
Start = tuple[Any, UUID]
"""Due moment and id of the last row of the page before."""


@dataclass(frozen=True)
class Walk:
    """Rows that share the values of some columns, one walk for each; and what else must hold of them."""

    columns: tuple[str, ...]
    values: Sequence[tuple[str, ...]]
    where: Q = field(default_factory=Q)

    def narrowed(self, more: Q) -> "Walk":
        """Return the same walk past those rows only of which `more` holds too."""
        return Walk(self.columns, self.values, self.where & more)


def first_keys(walks: Sequence[Walk], *, most: int, after: Start | None = None) -> list[UUID]:
    """Return the ids of the first rows in order; no row may be on two walks."""
    asked: list[Any] = []
    parts = []
    for walk in walks:
        rows = _past(walk, after).order_by(*ORDER).values_list(*ORDER)[:most]
        parts += _lateral(walk, rows, asked)
    if not parts:
        return []
    together = " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT dossier_id FROM ({together}) found ORDER BY due_at, dossier_id LIMIT %s",  # noqa: S608
            [*asked, most],
        )
        return [key for (key,) in cursor.fetchall()]


def counts(groups: Mapping[str, Sequence[Walk]], *, most: int) -> dict[str, int]:
    """Return how many rows each group has, counted up to `most`; one question for all of them."""
    asked: list[Any] = []
    parts = []
    for walks in groups.values():
        each: list[str] = []
        for walk in walks:
            each += _lateral(walk, _past(walk, None).values_list(*ORDER)[:most], asked)
        together = " UNION ALL ".join(f"({part} LIMIT {most:d})" for part in each) or NOTHING
        parts.append(f"(SELECT count(*) FROM (SELECT 1 FROM ({together}) u LIMIT {most:d}) c)")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", asked)
        return dict(zip(groups, cursor.fetchone(), strict=True))


def counts_between(
    walks: Sequence[Walk], spans: Sequence[tuple[datetime, datetime]], *, most: int
) -> list[int]:
    """Return how many rows are due in each span [start, end), each counted up to `most`."""
    asked: list[Any] = []
    parts = []
    for start, end in spans:
        due = Q(due_at__gte=start, due_at__lt=end)
        each: list[str] = []
        for walk in walks:
            each += _lateral(walk, _past(walk.narrowed(due), None).values_list(*ORDER)[:most], asked)
        together = " UNION ALL ".join(each) or NOTHING
        parts.append(f"(SELECT count(*) FROM (SELECT 1 FROM ({together}) u LIMIT {most:d}) c)")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", asked)
        return [int(count) for count in cursor.fetchone()]


def _past(walk: Walk, after: Start | None) -> QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(walk.where)
    for column in walk.columns:
        rows = rows.filter(**{column: RawSQL(f"walk.{column}", ())})  # noqa: S611 - a name of ours
    if after is not None:
        moment, key = after
        rows = rows.filter(Q(due_at__gte=moment) & (Q(due_at__gt=moment) | Q(dossier_id__gt=key)))
    return rows


def _lateral(walk: Walk, rows: QuerySet[Any, Any], asked: list[Any]) -> list[str]:
    """Return the statement of one walk and add what it asks; nothing where no row can be on it."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    if not walk.values:
        return []
    names = ", ".join(walk.columns)
    lists = ", ".join("%s::text[]" for _ in walk.columns)
    asked += [list(values) for values in zip(*walk.values, strict=True)]
    asked += params
    return [
        f"SELECT near.due_at, near.dossier_id FROM unnest({lists}) AS walk({names})"  # noqa: S608
        f" CROSS JOIN LATERAL ({sql}) AS near(due_at, dossier_id)"
    ]


_PROCEDURES = """
WITH RECURSIVE waiting AS (
    SELECT min(procedure_code) AS code FROM dossiers_work_item
    UNION ALL
    SELECT (SELECT min(procedure_code) FROM dossiers_work_item WHERE procedure_code > waiting.code)
    FROM waiting WHERE waiting.code IS NOT NULL
)
SELECT code FROM waiting WHERE code IS NOT NULL AND EXISTS (
    SELECT 1 FROM dossiers_work_item WHERE procedure_code = waiting.code AND unit_code = ANY(%s)
)
"""


def procedures_among(units: Sequence[str]) -> list[str]:
    """Return the codes of the procedures of which anything waits at these units, in order; no row is read."""
    with connection.cursor() as cursor:
        cursor.execute(_PROCEDURES, [list(units)])
        return [code for (code,) in cursor.fetchall()]
