"""The queue with more than 20,000 waiting dossiers: every question goes by an index, and few are asked."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.organisation.models import Unit
from cuamo.organisation.types import UnitKind
from tests.support.city import MORNING
from tests.web.officer.desk import QUEUE, fill_queue

pytestmark = pytest.mark.django_db

EACH, OWN = 160, 1200
MOST_QUERIES = 12
FILTERS = (
    {},
    {"nhom": "today"},
    {"nhom": "soon"},
    {"nhom": "back"},
    {"nhom": "new"},
    {"nhom": "late"},
    {"nhom": "mine"},
    {"nhom": "elsewhere"},
    {"buoc": "INTAKE", "q": "X-7"},
    {"sau": f"{(MORNING + timedelta(minutes=600)).isoformat()}|{'0' * 8}-0000-0000-0000-{'0' * 12}"},
)


@pytest.fixture
def full(city, db):
    """The work of every point of the city, a large share of it at this one."""
    points = Unit.objects.filter(kind=UnitKind.POINT).values_list("code", flat=True)
    for code in points:
        fill_queue(OWN if code == "DIEM-00070" else EACH, unit=code)
        fill_queue(EACH // 8, unit=code.replace("DIEM", "PX"), step="EXAMINE", prefix="Y")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_work_item")
        cursor.execute("SELECT count(*) FROM dossiers_work_item")
        assert cursor.fetchone()[0] >= 20_000


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_question_of_the_queue_reads_the_whole_table(full, receiver, leader, specialist):
    seen = 0
    for officer in (receiver, specialist, leader):
        for filters in FILTERS:
            with CaptureQueriesContext(connection) as asked:
                assert officer.get(QUEUE, filters).status_code == 200
            assert len(asked) <= MOST_QUERIES, filters
            for query in asked:
                if '"dossiers_work_item"' in query["sql"] and query["sql"].startswith("SELECT"):
                    plan = plan_of(query["sql"])
                    assert not re.search(r"Seq Scan on dossiers_work_item", plan), f"{filters}\n{plan}"
                    by_index = re.search(r"work_(of_unit|received_by|by_due)", plan)
                    assert by_index or "One-Time Filter: false" in plan, plan
                    seen += 1
    assert seen >= 3 * len(FILTERS) * 3
