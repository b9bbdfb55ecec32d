"""The queue with 50,000 waiting dossiers: every question walks along an index, and few are asked.

The times with a million are measured by `benchmarks.queue`; how the questions are answered is proven here.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import queue_rows
from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.selectors import ordered, worklist
from cuamo.dossiers.selectors.worklist import Wanted
from cuamo.web.officer.filters import sealed
from cuamo.web.officer.queue import end_of_day
from tests.support.city import staff
from tests.web.officer.desk import QUEUE

pytestmark = pytest.mark.django_db

ROWS = 50_000
MOST_QUERIES = 16
MOST_QUERIES_OF_A_SEARCH = 20
MOST_READ = 12_000
"""Rows one question may touch: eight groups are counted at once, and about 1,500 wait for the busiest."""
FILTERS = (
    {},
    {"nhom": "today"},
    {"nhom": "soon"},
    {"nhom": "back"},
    {"nhom": "new"},
    {"nhom": "late"},
    {"nhom": "mine"},
    {"nhom": "elsewhere"},
    {"ai": "toi"},
    {"ai": "chua", "nhom": "new"},
    {"tt": "2.000635"},
    {"noi": "DL-050", "co": "priority"},
    {"noi": "tu-nop", "buoc": "EXAMINE"},
    {"co": "late"},
)
SEARCHES = ("H26.00070", "0001234", "9999999", "000635", "nguyễn thị", "khai sinh", "không có ai")


@pytest.fixture(scope="module")
def full(city, django_db_blocker):
    """The work of the whole city, a twentieth of it at this ward."""
    with django_db_blocker.unblock():
        queue_rows.fill(ROWS, now=timezone.now(), people=300)
        queue_rows.settle()
        assert WorkItem.objects.count() >= ROWS


def questions(asked: CaptureQueriesContext) -> list[str]:
    """What was read of waiting work, as it was sent."""
    return [q["sql"] for q in asked if "dossiers_work_item" in q["sql"] and "SELECT" in q["sql"][:12]]


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def rows_touched(plan: str) -> int:
    """Rows that scans of the table gave or threw away, all loops together."""
    touched, loops = 0, 1.0
    for line in plan.splitlines():
        if found := re.search(r"Scan.* on dossiers_work_item.*actual rows=([\d.]+) loops=(\d+)", line):
            loops = float(found[2])
            touched += round(float(found[1]) * loops)
        elif found := re.search(r"Rows Removed by (?:Filter|Index Recheck): ([\d.]+)", line):
            touched += round(float(found[1]) * loops)
    return touched


def require_index(sql: str) -> None:
    plan = plan_of(sql)
    assert "Seq Scan on dossiers_work_item" not in plan, plan
    assert "Bitmap Heap Scan on dossiers_work_item" not in plan or "work_by_name" not in plan, plan
    assert re.search(r"work_\w+|dossiers_work_item_pkey", plan) or "One-Time Filter: false" in plan, plan
    for sorted_rows in re.findall(r"Sort Key: .*due_at.*\n.*\n?.*->.*rows=(\d+)", plan):
        assert int(sorted_rows) <= 4 * (worklist.PAGE + 1), plan
    assert rows_touched(plan) <= MOST_READ, plan


def test_every_list_and_count_walks_along_an_index_and_sorts_no_more_than_its_pages(
    full, receiver, leader, specialist
):
    seen = 0
    for officer in (receiver, specialist, leader):
        for filters in FILTERS:
            with CaptureQueriesContext(connection) as asked:
                assert officer.get(QUEUE, {"nhom": "", **filters}).status_code == 200
            assert len(asked) <= MOST_QUERIES, filters
            for sql in questions(asked):
                require_index(sql)
                seen += 1
    assert seen >= 3 * len(FILTERS) * 2


def test_a_search_reads_no_more_than_the_index_of_the_officers_own_unit(full, specialist):
    for words in SEARCHES:
        with CaptureQueriesContext(connection) as asked:
            page = specialist.get(QUEUE, {"q": sealed(words)})
        assert page.status_code == 200
        assert len(asked) <= MOST_QUERIES_OF_A_SEARCH, words
        for sql in questions(asked):
            require_index(sql)


def test_the_last_pages_cost_what_the_first_does(full):
    officer, now = staff("chuyenvien.hoankiem"), timezone.now()
    walks = worklist.walks_of(officer, Wanted(), now=now, today_ends=end_of_day(now))
    there = WorkItem.objects.filter(unit_code=officer.unit_code, step="EXAMINE")
    ids = list(there.order_by("due_at", "dossier_id").values_list("dossier_id", flat=True))
    assert len(ids) > 20 * worklist.PAGE
    deep = WorkItem.objects.get(dossier_id=ids[20 * worklist.PAGE - 1])

    with CaptureQueriesContext(connection) as asked:
        found = ordered.first_keys(walks, most=worklist.PAGE, after=(deep.due_at, deep.dossier_id))

    assert found == ids[20 * worklist.PAGE : 21 * worklist.PAGE]
    assert rows_touched(plan_of(asked[0]["sql"])) <= worklist.PAGE + 2


def test_walking_gives_exactly_what_reading_everything_would(full):
    officer, now = staff("chuyenvien.hoankiem"), timezone.now()
    ends = end_of_day(now)
    for group in ("", "today", "soon", "back", "new", "late"):
        walks = worklist.walks_of(officer, Wanted(group=group), now=now, today_ends=ends)
        plain = worklist.visible_to(officer).filter(
            worklist.in_group(group, officer=officer, now=now, today_ends=ends)
        )
        expected = list(plain.order_by("due_at", "dossier_id").values_list("dossier_id", flat=True))
        assert ordered.first_keys(walks, most=len(expected) + 10) == expected
        sizes = worklist.group_sizes(officer=officer, now=now, today_ends=ends)
        assert sizes[group or "all"] == min(len(expected), worklist.MOST_COUNTED)
