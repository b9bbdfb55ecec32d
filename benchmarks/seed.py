"""100,000 dossiers in all states over 180 days, written by COPY from a fixed seed. For measuring only.

The product itself never writes its tables this way: these dossiers have no events and no papers.
"""

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import sql

SEED = 20261126
DAYS = 180
HOME_WARD, HOME_SHARE = "00070", 0.05
STATES = ((1, 6), (2, 4), (3, 2), (4, 12), (5, 3), (8, 1), (9, 12), (10, 60))
"""Business states and their weights."""
STEPS = {1: "INTAKE", 2: "EXAMINE", 4: "EXAMINE", 5: "CITIZEN", 9: "PACK"}


def fill(count: int, *, now: datetime) -> int:
    """Write dossiers until there are `count`; returns how many were written."""
    from django.db import connection

    from cuamo.dossiers.models import Dossier

    missing = count - Dossier.objects.count()
    if missing <= 0:
        return 0
    pattern = {
        table: _one_row(f"SELECT * FROM {table} WHERE {key} = %s", [value])
        for table, key, value in _pattern_keys()
    }
    made = list(_dossiers(missing, pattern, now))
    people = [row for row, *_ in made]
    with connection.cursor() as cursor:
        _copy(cursor, "people_person", people)
        _copy(cursor, "dossiers_dossier", [row for _, row, *_ in made])
        _copy(cursor, "dossiers_key", [key for *_, keys, _ in made for key in keys])
        _copy(cursor, "dossiers_person_dossier", [_link(person, dossier) for person, dossier, *_ in made])
        _copy(cursor, "dossiers_work_item", [item for *_, item in made if item])
        for table in ("people_person", "dossiers_dossier", "dossiers_key", "dossiers_work_item"):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    return missing


def _pattern_keys() -> list[tuple[str, str, Any]]:
    from cuamo.dossiers.models import Dossier

    sent = Dossier.objects.filter(state=1, code__gt="").latest("id")
    return [
        ("dossiers_dossier", "id", sent.id),
        ("people_person", "id", sent.applicant_id),
        ("dossiers_work_item", "dossier_id", sent.id),
    ]


def _one_row(query: str, values: Sequence[Any]) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _dossiers(count: int, pattern: dict[str, dict[str, Any]], now: datetime) -> Iterator[tuple[Any, ...]]:
    from cuamo.kernel.ids import uuid7
    from cuamo.organisation.models import Ward

    rng = random.Random(SEED)
    wards = list(Ward.objects.values_list("code", flat=True))
    states, weights = zip(*STATES, strict=True)
    for number in range(count):
        at = now - timedelta(seconds=rng.random() * DAYS * 86400)
        ward = HOME_WARD if rng.random() < HOME_SHARE else rng.choice(wards)
        state = rng.choices(states, weights)[0]
        due = at + timedelta(days=rng.randrange(1, 15))
        if state in {1, 2, 4}:
            due = now + timedelta(hours=rng.randrange(-40, 200))
        person = pattern["people_person"] | {
            "id": uuid7(at),
            "pid_hash": rng.randbytes(32),
            "phone_hash": rng.randbytes(32),
            "created_at": at,
        }
        mark = f"{number:06d}{os.urandom(2).hex().upper()}"
        dossier = pattern["dossiers_dossier"] | {
            "id": uuid7(at),
            "own_ref": f"HT-{at:%y%m%d}-{mark}",
            "code": f"H26.{ward}-{at:%Y%m%d}-{mark}",
            "tracking_token": f"B{mark}{rng.randrange(10):d}",
            "applicant_id": person["id"],
            "received_by": f"DIEM-{ward}",
            "decided_by": f"PX-{ward}",
            "ward_code": ward,
            "state": state,
            "created_at": at,
            "saved_at": at,
            "confirmed_at": at,
            "submitted_at": at,
            "answer_due_at": due,
            "due_at": due if state > 1 else None,
            "accepted_at": at if state > 1 else None,
            "finished_at": at + timedelta(days=3) if state in {3, 8, 9, 10} else None,
        }
        yield person, dossier, _keys(dossier), _work(dossier, pattern["dossiers_work_item"], due, at)


def _keys(dossier: dict[str, Any]) -> list[dict[str, Any]]:
    named = {"REF": dossier["own_ref"], "TOKEN": dossier["tracking_token"], "CODE": dossier["code"]}
    return [{"kind": kind, "value": value, "dossier_id": dossier["id"]} for kind, value in named.items()]


def _link(person: dict[str, Any], dossier: dict[str, Any]) -> dict[str, Any]:
    return {"person_id": person["id"], "dossier_id": dossier["id"], "role": "APPLICANT"}


def _work(
    dossier: dict[str, Any], pattern: dict[str, Any], due: datetime, at: datetime
) -> dict[str, Any] | None:
    step = STEPS.get(dossier["state"])
    if step is None:
        return None
    unit = dossier["received_by"] if step in {"INTAKE", "PACK"} else dossier["decided_by"]
    return (
        pattern
        | {
            "dossier_id": dossier["id"],
            "unit_code": unit,
            "step": step,
            "code": dossier["code"],
            "person_id": dossier["applicant_id"],
            "state": dossier["state"],
            "arrived_at": at,
            "step_due_at": due,
            "due_at": due,
        }
        | {key: dossier[key] for key in ("received_by", "decided_by") if key in pattern}
    )


def _copy(cursor: Any, table: str, rows: Iterable[dict[str, Any]]) -> None:
    from psycopg.types.json import Jsonb

    rows = list(rows)
    names = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(name) for name in names)
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_column(row[name], Jsonb) for name in names])


def _column(value: Any, json_of: Any) -> Any:
    if isinstance(value, dict | list):
        return json_of(value)
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return value
    return bytes(value) if isinstance(value, memoryview) else value
