"""S2: late and stuck dossiers, for whom, in which order."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.selectors import overdue
from cuamo.web.templatetags.words import counted
from tests.web.oversight.facts import OTHERS, at_screen, waiting

pytestmark = pytest.mark.django_db
S2 = "/giam-sat/tre-han/"
QUERIES = 14


def codes(answer):
    return re.findall(r'<span class="so">(T-\d+)</span>', answer.content.decode())


def see(username="giamsat.trungtam", query=""):
    return at_screen(username).get(S2 + query)


def test_late_dossiers_come_oldest_first_with_holder_and_place(city):
    waiting(1, hours=-2)
    waiting(2, hours=-72)
    waiting(3, hours=+90)

    answer = see()

    assert codes(answer) == ["T-2", "T-1"]
    page = answer.content.decode()
    for words in ("trễ 3 ngày", "Chưa ai giữ", "Thẩm định", "Hoàn Kiếm", "Cấp bản sao Trích lục hộ tịch"):
        assert words in page


def test_soon_and_slow_have_their_own_lists(city):
    waiting(1, hours=2, began=30)
    waiting(2, hours=40, began=60)
    waiting(3, hours=100, began=1)

    assert codes(see(query="?nhom=sap-tre")) == ["T-1"]
    assert codes(see(query="?nhom=cham")) == ["T-1", "T-2"]
    assert codes(see()) == []


def test_what_waits_for_the_citizen_or_a_ministry_is_nobodys_delay(city):
    waiting(1, step="CITIZEN")
    waiting(2, step="EXTERNAL")

    answer = see()

    assert codes(answer) == []
    assert "Không có hồ sơ nào như vậy." in answer.content.decode()


def test_a_coordinator_sees_only_what_their_points_helped_with(city):
    waiting(1)
    waiting(2, helped_at=OTHERS)
    waiting(3, helped_at="")

    answer = see("dieuphoi.vnpost")

    assert codes(answer) == ["T-1"]
    assert "1 trong 1 hồ sơ đang chạy giờ đã quá hẹn." in answer.content.decode()


def test_a_filter_on_a_place_outside_the_territory_shows_nothing_of_it(city):
    waiting(1, helped_at=OTHERS, unit="PX-00070")

    answer = see("dieuphoi.vnpost", "?noi=PX-00070")

    assert codes(answer) == []


def test_the_filters_live_in_the_address(city):
    waiting(1, unit="PX-00070")
    waiting(2, unit="PX-00070", step="APPROVE")
    waiting(3, unit="DIEM-00070", step="INTAKE")

    assert codes(see(query="?noi=PX-00070")) == ["T-1", "T-2"]
    assert codes(see(query="?noi=PX-00070&buoc=APPROVE")) == ["T-2"]
    assert codes(see(query="?buoc=INTAKE")) == ["T-3"]
    page = see(query="?noi=PX-00070&buoc=APPROVE").content.decode()
    assert re.search(r'href="\?nhom=cham&amp;noi=PX-00070&amp;buoc=APPROVE"', page)


@pytest.mark.parametrize(
    "query",
    [
        "?sau=lung-tung",
        "?nhom=xxx",
        "?buoc=xxx",
        "?sau=2026|x",
        "?sau=2026-01-01T00:00:00%2B20:00|" + "0" * 32,
    ],
)
def test_an_address_that_cannot_be_read_shows_the_beginning(city, query):
    waiting(1)

    answer = see(query=query)

    assert answer.status_code == 200
    assert codes(answer) == ["T-1"]


def test_fifty_to_a_page_and_the_next_page_goes_on_without_gap_or_repeat(city):
    for number in range(120):
        waiting(number, hours=-(number // 4) - 1)
    browser, query, seen = at_screen("giamsat.trungtam"), "", []
    sizes = []
    for _ in range(4):
        answer = browser.get(S2 + query)
        found = codes(answer)
        seen += found
        sizes.append(len(found))
        following = re.search(r'href="(\?[^"]*sau=[^"]*)">50 hồ sơ', answer.content.decode())
        if following is None:
            break
        query = following[1].replace("&amp;", "&")

    assert sizes == [50, 50, 20]
    assert len(set(seen)) == 120


def test_no_name_of_a_citizen_is_on_the_page(counter):

    dossier = counter.sent()
    WorkItem.objects.filter(dossier_id=dossier.id).update(due_at=timezone.now() - timedelta(days=1))

    page = see().content.decode()

    assert dossier.code in page
    assert "Đặng Thẳng" not in page


def test_the_number_of_queries_does_not_grow_with_the_rows(city):
    waiting(1)
    browser = at_screen("giamsat.trungtam")
    browser.get(S2)
    with CaptureQueriesContext(connection) as few:
        browser.get(S2)
    for number in range(2, 60):
        waiting(number, unit="PX-00070" if number % 2 else "DIEM-00070")

    with CaptureQueriesContext(connection) as many:
        browser.get(S2)

    assert len(many) == len(few) <= QUERIES


def test_what_is_due_first_is_counted_up_to_a_limit_and_no_row_beyond_it(city):
    for number in range(1, 6):
        waiting(number, hours=-number)
    for number in range(6, 11):
        waiting(number, hours=4 + number, began=200)
    once = waiting(11, hours=400, began=1)
    WorkItem.objects.filter(dossier_id=once.dossier_id).update(flags=["late"])
    units, now = ["PX-00070"], timezone.now()
    edges = [now - timedelta(days=30), now, now + timedelta(days=3), now + timedelta(days=30)]
    days = list(pairwise(edges))

    whole = overdue.sizes(units=units, now=now)
    capped = overdue.sizes(units=units, now=now, most=3)

    assert whole == {"running": 11, "late": 6, "soon": 5, "slow": 5}
    assert capped == {"running": 3, "late": 3, "soon": 3, "slow": 3}
    assert overdue.by_days_left(units=units, days=days) == [5, 5, 1]
    assert overdue.by_days_left(units=units, days=days, most=3) == [3, 3, 1]
    held = overdue.held_by_unit(units=units, group="late", now=now, most=3)
    assert [(row.unit_code, row.count) for row in held] == [("PX-00070", 4)]
    assert held[0].oldest_due_at == WorkItem.objects.get(code="T-5").due_at


def test_a_count_that_was_not_finished_says_so():
    assert (counted(4999), counted(5000), counted(12_345)) == ("4.999", "5.000+", "5.000+")
