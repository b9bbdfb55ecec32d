"""S1: six numbers, what stands out, thirteen weeks."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.oversight.models import CaseFact, DayFact
from tests.web.oversight.facts import OTHERS, at_screen, thirteen_weeks, today, waiting

pytestmark = pytest.mark.django_db
S1 = "/giam-sat/"
QUERIES = 13


def page_for(username):
    return at_screen(username).get(S1).content.decode()


def test_an_inspector_of_the_centre_sees_the_whole_city(city):
    thirteen_weeks(helped_at="DL-001")
    thirteen_weeks(helped_at="", scale=2)

    page = page_for("giamsat.trungtam")

    assert "Trung tâm" in page
    assert re.search(r"Hồ sơ nộp hôm nay</h3>\s*<p class=\"stat-figure\">120</p>", page)
    assert "Bốn tuần qua có 498 hồ sơ" in page
    assert "Tăng" in page or "Giảm" in page or "Như bốn tuần trước" in page


def test_a_coordinator_sees_only_what_their_operators_points_helped_with(city):
    thirteen_weeks(helped_at="DL-001")
    thirteen_weeks(helped_at=OTHERS)
    thirteen_weeks(helped_at="", scale=2)

    page = page_for("dieuphoi.vnpost")

    assert re.search(r"Hồ sơ nộp hôm nay</h3>\s*<p class=\"stat-figure\">40</p>", page)
    assert "Bốn tuần qua có 166 hồ sơ" in page


def test_shares_of_few_cases_are_not_said(city):
    DayFact.objects.create(day=today(), procedure="2.000635", helped_at="DL-001", submitted=3, finished=2)

    page = page_for("giamsat.trungtam")

    assert page.count("ít hơn 10") >= 4
    assert 'class="stat bad"' not in page


def test_a_number_below_its_target_is_marked_and_says_its_target(city):
    thirteen_weeks(helped_at="DL-001")

    page = page_for("giamsat.trungtam")

    assert re.search(r'class="stat bad">\s*<h3 class="stat-name">Đúng hẹn', page)
    assert "Mục tiêu ít nhất 99 %" in page
    assert re.search(r'class="stat good">\s*<h3 class="stat-name">Hài lòng', page)


def test_exceptions_come_first_and_count_what_is_late(city):
    waiting(1)
    waiting(2, hours=1, began=40)
    waiting(3, hours=200, began=1)

    page = page_for("giamsat.trungtam")

    assert page.index("1 hồ sơ đã trễ hẹn") < page.index("Sáu con số")
    assert "trong 3 hồ sơ đang chạy giờ" in page
    assert "1 hồ sơ sắp trễ" in page


def test_the_lines_have_their_table_with_a_row_for_each_of_thirteen_weeks(city):
    thirteen_weeks(helped_at="DL-001")

    page = page_for("giamsat.trungtam")

    assert page.count('<polyline class="line-1"') == 2
    table = page[page.index("Tuần từ") :]
    assert len(re.findall(r'<th scope="row"><span class="so">', table)) == 13


def test_with_nothing_at_all_the_page_says_so(city):
    page = page_for("dieuphoi.vnpost")

    assert "Chưa có hồ sơ nào trong phạm vi này." in page
    assert '<svg class="chart"' not in page


def test_the_number_of_queries_does_not_grow_with_the_figures(city):
    thirteen_weeks(helped_at="DL-001")
    browser = at_screen("giamsat.trungtam")
    browser.get(S1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(S1)
    for helped_at in ("DL-002", "DL-003", OTHERS, ""):
        thirteen_weeks(helped_at=helped_at)
    for number in range(30):
        waiting(number)

    with CaptureQueriesContext(connection) as many:
        browser.get(S1)

    assert len(many) == len(few) <= QUERIES


@pytest.mark.parametrize(
    "username", ["quay.hoankiem", "buuta.hoankiem", "chuyenvien.hoankiem", "kythuat.trungtam"]
)
@pytest.mark.parametrize("path", [S1, "/giam-sat/tre-han/"])
def test_others_do_not_come_in(city, username, path):
    thirteen_weeks(helped_at="DL-001")

    answer = at_screen(username).get(path)

    assert answer.status_code == 403
    assert "Sáu con số" not in answer.content.decode()


@pytest.mark.parametrize("path", [S1, "/giam-sat/tre-han/"])
def test_who_is_not_signed_in_is_asked_to(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Location"].startswith("/dang-nhap/")) == (302, True)


def test_how_long_authorities_take_is_told_by_the_middle_and_the_ninth_of_ten(city):
    thirteen_weeks(helped_at="DL-001")
    CaseFact.objects.bulk_create(
        CaseFact(
            dossier_id=uuid4(),
            day=today(),
            decided_by="PX-00070",
            helped_at="DL-001",
            received_by="DIEM-00070",
            working_minutes=60 * hours,
        )
        for hours in range(1, 11)
    )

    page = page_for("giamsat.trungtam")

    row = re.search(
        r'<th scope="row">Ủy ban nhân dân phường Hoàn Kiếm</th>\s*<td class="num so">([^<]+)</td>'
        r'\s*<td class="num so">([^<]+)</td>\s*<td class="num so">([^<]+)</td>',
        page,
    )
    assert row.groups() == ("5,5", "9,1", "10")
