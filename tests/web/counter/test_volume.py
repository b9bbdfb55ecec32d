"""Q0 in a city that has helped people for weeks: no question of the page reads a whole table."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from cuamo.people.models import Account
from tests.support.city import CARD, begin_shift, staff

pytestmark = pytest.mark.django_db

EACH = 250
"""Finished visits, and numbers called, of each point of the city."""
LARGE = ("dossiers_visit", "appointments_ticket")
VISITS = """
INSERT INTO dossiers_visit (id, ref, agency_code, clerk_id, clerk_name, mode, kind, known_by, contact_phone,
    contact_owner, card_warnings, step, screen_code, screen_blank, started_at, ended_at, outcome, parked,
    came_offline, measures)
SELECT gen_random_uuid(), 'LH-' || code || '-' || n, code,
    CASE code WHEN %(here)s THEN %(clerk)s ELSE code END, 'Lan', 'TOGETHER', 'DOSSIER', 'CARD',
    (SELECT contact_phone FROM dossiers_visit LIMIT 1), '', '[]', 12,
    left(md5(code || n), 12), false, began, began + interval '9 minutes', 'SENT', false, false, '{}'
FROM unnest(%(units)s::text[]) code, generate_series(1, %(each)s) n,
    LATERAL (SELECT %(now)s::timestamptz - n * interval '40 minutes' AS began) AS times
"""
TICKETS = """
INSERT INTO appointments_ticket (id, unit_code, day, number, token, reason, priority, source, state, taken_at,
    rank_at, calls, misses, called_at, clerk_id, ended_at)
SELECT gen_random_uuid(), code, %(now)s::date - n / 40, n %% 40, left(md5(code || n), 32), 'DOSSIER', '',
    'DOOR', 'DONE', %(now)s, %(now)s, 1, 0, %(now)s, code, %(now)s
FROM unnest(%(units)s::text[]) code, generate_series(1, %(each)s) n
"""


@pytest.fixture
def clerk(city, db) -> Client:
    """A clerk with a visit open, at a point as busy as the others."""
    at = staff("quay.hoankiem")
    begin_shift(at, at=timezone.now())
    start_visit(clerk=at, card=read_card(CARD), at=timezone.now())
    units = list(Unit.objects.filter(kind=UnitKind.AGENCY).values_list("code", flat=True))
    told = {"units": units, "each": EACH, "clerk": at.id, "here": at.unit_code, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(VISITS, told)
        cursor.execute(TICKETS, told)
        for table in LARGE:
            cursor.execute(f"ANALYZE {table}")
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] >= 20_000
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    return client


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_question_between_two_people_reads_every_visit_or_every_number(clerk):
    with CaptureQueriesContext(connection) as asked:
        assert clerk.get("/quay/").status_code == 200
        assert clerk.get("/quay/so-lieu/").status_code == 200
    large = [
        query["sql"]
        for query in asked
        if query["sql"].startswith("SELECT") and any(f'FROM "{table}"' in query["sql"] for table in LARGE)
    ]
    assert large
    for sql in large:
        plan = plan_of(sql)
        assert not re.search(rf"Seq Scan on ({'|'.join(LARGE)})", plan), f"{sql}\n{plan}"
    of_today = [plan_of(sql) for sql in large if '"ended_at" IS NOT NULL' in sql]
    assert len(of_today) == 2
    for plan in of_today:
        assert "visit_of_agency" in plan, plan
        assert re.search(r"Index Cond:.*agency_code.*started_at", plan), plan
