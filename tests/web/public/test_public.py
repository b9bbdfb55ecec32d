import csv
import io

import pytest
from django.utils import timezone

from cuamo.kernel.clock import HANOI
from cuamo.oversight.models import DayFact


@pytest.fixture
def figures_of_today(db):
    day = timezone.now().astimezone(HANOI).date()
    DayFact.objects.create(
        day=day, procedure="2.000635", helped_at="DL-001", channel="COUNTER", submitted=40, accepted=38,
        finished=30, on_time=29, visits=41, visit_seconds=41 * 240, rated=12, rated_good=11,
    )  # fmt: skip
    DayFact.objects.create(
        day=day, procedure="1.001193", helped_at="", channel="SELF", submitted=3, finished=2
    )


def test_today_says_each_figure_as_a_sentence_and_in_a_table(client, figures_of_today):
    page = client.get("/cong-khai/").content.decode()

    assert "Hôm nay có 43 hồ sơ nộp trực tuyến." in page
    assert "Trong 4 tuần, 90,6 % hồ sơ trả đúng hẹn." in page
    assert "40 hồ sơ nộp tại quầy có người hỗ trợ, 3 hồ sơ người dân tự nộp" in page


def test_today_without_any_figure_says_so(client, db):
    page = client.get("/cong-khai/").content.decode()

    assert "Hôm nay có 0 hồ sơ nộp trực tuyến." in page
    assert "Chưa đủ 10 hồ sơ để nói tỷ lệ." in page


def test_the_english_twin_speaks_english(client, figures_of_today):
    assert "43 dossiers were sent online today." in client.get("/en/cong-khai/").content.decode()


def test_fewer_than_ten_dossiers_of_a_procedure_are_hidden(client, figures_of_today):
    page = client.get("/cong-khai/thu-tuc/").content.decode()

    assert page.count("ít hơn 10") >= 2


@pytest.mark.parametrize("sort", ["nop", "dung-hen", "bo-sung", "lung-tung"])
def test_the_tables_sort_by_links(client, figures_of_today, sort):
    assert client.get(f"/cong-khai/diem/?xep={sort}").status_code == 200


def test_the_csv_carries_the_same_figures(client, figures_of_today):
    answer = client.get("/cong-khai/du-lieu/ngay.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert [(row["submitted"], row["finished"]) for row in rows] == [("43", "32")]


def test_the_csv_by_procedure_hides_small_counts(client, figures_of_today):
    answer = client.get("/cong-khai/du-lieu/thu-tuc.csv").content.decode("utf-8-sig")
    rows = {row["procedure"]: row for row in csv.DictReader(io.StringIO(answer))}

    assert (rows["1.001193"]["few"], rows["1.001193"]["submitted"]) == ("1", "")
    assert rows["2.000635"]["submitted"] == "40"


@pytest.mark.parametrize("path", ["khong-co.csv", "ngay.xlsx"])
def test_an_unknown_table_is_not_found(client, db, path):
    assert client.get(f"/cong-khai/du-lieu/{path}").status_code == 404


def test_the_pages_look_right_and_are_accessible(browser, live_server, figures_of_today):
    for name, path in (("K1", ""), ("K2", "thu-tuc/"), ("K4", "du-lieu/")):
        page = browser.open(f"{live_server.url}/cong-khai/{path}")
        browser.shoot(page, name)
        browser.check(page)
