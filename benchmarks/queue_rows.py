"""Waiting dossiers by the million, written in a few statements from a fixed seed. For measuring only.

They have no dossiers behind them: lists, counts and searches of the queue read nothing but these rows.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

HOME_WARD, HOME_SHARE = "00070", 0.05
PEOPLE = 4000
AT_ONCE = 50_000
"""Rows of one statement, so that each ends within the time a statement has."""
SEED = 20261126

_ROWS = """
WITH wards AS (SELECT array_agg(code ORDER BY code) AS codes FROM organisation_ward),
procedures AS (SELECT array_agg(code ORDER BY code) AS codes FROM catalogue_procedure),
helpers AS (SELECT array_agg(code ORDER BY code) AS codes FROM organisation_unit WHERE kind = 'AGENCY'),
drawn AS (
    SELECT n, random() AS s, random() AS who, random() AS far, random() AS took, random() AS p, random() AS h,
        CASE WHEN random() < %(home_share)s THEN %(home)s
             ELSE codes[1 + floor(random() * array_length(codes, 1))::int] END AS ward,
        random() < 0.05 AS back, random() < 0.02 AS first, random() AS given
    FROM generate_series(%(first)s, %(last)s) n, wards
), placed AS (
    SELECT *, CASE WHEN s < 0.25 THEN 'INTAKE' WHEN s < 0.76 THEN 'EXAMINE' WHEN s < 0.86 THEN 'APPROVE'
                   WHEN s < 0.89 THEN 'ISSUE' WHEN s < 0.94 THEN 'PACK' ELSE 'CITIZEN' END AS step,
        %(now)s::timestamptz + make_interval(secs => (far * 350 - 30) * 3600) AS due
    FROM drawn
), named AS (
    SELECT *, CASE WHEN step IN ('INTAKE', 'PACK') THEN 'DIEM-' ELSE 'PX-' END || ward AS unit,
        CASE step WHEN 'INTAKE' THEN 'RECEIVER' WHEN 'EXAMINE' THEN 'SPECIALIST' WHEN 'APPROVE' THEN 'LEADER'
                  WHEN 'ISSUE' THEN 'RECORDS_CLERK' ELSE '' END AS role
    FROM placed
), desks AS (
    SELECT m.unit_id, m.role, array_agg(a.id::text ORDER BY a.username) AS ids,
        array_agg(a.full_name ORDER BY a.username) AS names
    FROM organisation_membership m JOIN people_account a ON a.id = m.account_id
    WHERE m.valid_to IS NULL GROUP BY m.unit_id, m.role
), people AS (
    SELECT array_agg(id ORDER BY id) AS ids FROM unnest(%(people)s::uuid[]) id
), words AS (
    SELECT * FROM unnest(%(people)s::uuid[], %(words)s::text[]) AS w(id, words)
), rows AS (
    SELECT gen_random_uuid() AS dossier_id, named.*, desks.ids AS officers, desks.names AS officer_names,
        1 + floor(given * coalesce(array_length(desks.ids, 1), 1))::int AS officer,
        procedures.codes[1 + floor(power(p, 3) * array_length(procedures.codes, 1))::int] AS procedure,
        CASE WHEN h < 0.6 THEN helpers.codes[1 + floor(h / 0.6 * array_length(helpers.codes, 1))::int]
             ELSE '' END AS helper,
        people.ids[1 + floor(who * array_length(people.ids, 1))::int] AS person
    FROM named CROSS JOIN procedures CROSS JOIN helpers CROSS JOIN people
    LEFT JOIN desks ON desks.unit_id = named.unit AND desks.role = named.role
)
INSERT INTO dossiers_work_item ({columns})
SELECT {values} FROM rows JOIN words ON words.id = rows.person
"""
_VALUES = {
    "dossier_id": "rows.dossier_id",
    "unit_code": "unit",
    "step": "step",
    "code": "'H26.' || ward || '-' || to_char(due, 'YYYYMMDD') || '-' || lpad(n::text, 7, '0')",
    "procedure_code": "procedure",
    "person_id": "person",
    "helped_at": "helper",
    "received_by": "'DIEM-' || ward",
    "state": "CASE step WHEN 'INTAKE' THEN 1 WHEN 'CITIZEN' THEN 5 WHEN 'PACK' THEN 9 ELSE 4 END",
    "arrived_at": "due - make_interval(secs => (1 + took * 13) * 86400)",
    "step_due_at": "due",
    "due_at": "due",
    "came_back": "back",
    "priority": "first",
    "assignee_id": "CASE WHEN took < 0.9 THEN coalesce(officers[officer], '') ELSE '' END",
    "assignee_name": "CASE WHEN took < 0.9 THEN coalesce(officer_names[officer], '') ELSE '' END",
    "holder_id": "CASE WHEN took < 0.3 THEN coalesce(officers[officer], '') ELSE '' END",
    "holder_name": "CASE WHEN took < 0.3 THEN coalesce(officer_names[officer], '') ELSE '' END",
    "name_words": "words.words::bigint[]",
}


def fill(rows: int, *, now: datetime, people: int = PEOPLE) -> None:
    """Write so many waiting dossiers over all wards; a twentieth of them at the ward of the sample."""
    from django.db import connection

    known = _people(people, now)
    columns, values, defaults = [], [], {}
    for column, default in _columns().items():
        columns.append(column)
        values.append(_VALUES.get(column) or f"%({column})s")
        defaults[column] = default
    statement = _ROWS.format(columns=", ".join(columns), values=", ".join(values))
    asked = defaults | {
        "now": now,
        "home": HOME_WARD,
        "home_share": HOME_SHARE,
        "people": list(known),
        "words": ["{" + ",".join(map(str, words)) + "}" for words in known.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [SEED % 1000 / 1000])
        for first in range(1, rows + 1, AT_ONCE):
            cursor.execute(statement, asked | {"first": first, "last": min(first + AT_ONCE - 1, rows)})


def settle() -> None:
    """Let PostgreSQL know what the table holds, as its autovacuum would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_work_item")


def _columns() -> dict[str, Any]:
    """Return every column of the table with the value a row has that says nothing of it."""
    from django.db import connection

    from cuamo.dossiers.models import WorkItem

    blank = WorkItem()
    return {
        field.column: field.get_db_prep_save(field.value_from_object(blank), connection)
        for field in WorkItem._meta.concrete_fields
    }


def _people(count: int, now: datetime) -> dict[UUID, list[int]]:
    """Return invented people, made where there are none, with the words of their names."""
    from django.conf import settings

    from cuamo.cli.sample_people import Names
    from cuamo.dossiers.rules.name_words import name_words
    from cuamo.people.models import Person

    names = Names(settings.REFERENCE / "sample" / "names.json", seed=SEED)
    made = [
        Person(
            pid_hash=number.to_bytes(32),
            personal_id="",
            full_name=names.next(),
            birth_date="",
            address="",
            phone="",
            created_at=now,
            updated_at=now,
        )
        for number in range(count)
    ]
    hashes = [person.pid_hash for person in made]
    if not Person.objects.filter(pid_hash__in=hashes[:1]).exists():
        Person.objects.bulk_create(made, batch_size=1000)
    kept = dict(Person.objects.filter(pid_hash__in=hashes).values_list("pid_hash", "id"))
    by_hash = {bytes(key): value for key, value in kept.items()}
    return {by_hash[person.pid_hash]: name_words(person.full_name) for person in made}
