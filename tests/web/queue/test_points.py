"""P1, P3 and the API: who waits where, and about how long."""

import re
from datetime import timedelta

import pytest

from cuamo.kernel.clock import local
from tests.appointments.conftest import FRIDAY, TET, make_clerk, make_point
from tests.appointments.test_tickets import measured, take


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_list_of_points_says_how_many_wait_and_about_how_long(client, point):
    busy, unknown = make_point("DL-2"), make_point("DL-3")
    make_clerk(busy, 1), make_clerk(unknown, 1)
    measured(busy, [200, 220, 240, 260, 300], at=FRIDAY - timedelta(hours=2))
    take(busy), take(busy)

    page = text(client.get("/diem-phuc-vu/"))

    assert re.search(r"Điểm DL-1 .*Không có ai đang chờ · chưa có quầy nào làm việc", page)
    assert re.search(r"Điểm DL-2 .*Đang chờ: 2 người · chờ khoảng 7–13 phút", page)
    assert re.search(r"Điểm DL-3 .*Không có ai đang chờ · chưa có số liệu thời gian chờ", page)
    assert "/lay-so/DL-2/" in client.get("/diem-phuc-vu/").content.decode()


def test_a_closed_point_offers_a_booked_time_and_no_number(client, point, clock):
    for moment in (local("2026-11-27 23:59"), TET):
        clock.to(moment)
        page = client.get("/diem-phuc-vu/")
        assert "đang đóng" in text(page)
        assert "/lay-so/" not in page.content.decode()
        assert f"/dat-lich/{point.code}/" in page.content.decode()


def test_thirty_points_cost_three_questions_more_than_none(client, point, django_assert_num_queries):
    for number in range(2, 32):
        make_point(f"DL-{number:02d}")
    client.get("/diem-phuc-vu/")  # the calendar is read once a minute

    with django_assert_num_queries(4):
        client.get("/diem-phuc-vu/")


def test_the_front_page_shows_the_waiting_of_its_points(client, point):
    take(point)

    assert "Đang chờ: 1 người" in text(client.get("/"))


def test_programs_get_the_same_figures(client, point):
    make_clerk(point, 1)
    take(point)
    (row,) = client.get("/api/v1/agencies").json()["items"]
    assert row["queue"] == {
        "open": True, "waiting": 1, "counters": 1, "wait_minutes_from": None, "wait_minutes_to": None
    }  # fmt: skip

    measured(point, [200, 220, 240, 260, 300], at=FRIDAY - timedelta(hours=2))
    (row,) = client.get("/api/v1/agencies").json()["items"]

    assert (row["queue"]["wait_minutes_from"], row["queue"]["wait_minutes_to"]) == (3, 9)


def test_the_nearest_points_come_first_when_the_browser_says_where_it_is(client, point):
    for code, lat, lon in (("DL-5", 21.03, 105.85), ("DL-4", 21.10, 105.85), ("DL-6", 20.50, 105.00)):
        unit = make_point(code)
        unit.lat, unit.lon = lat, lon
        unit.save()

    page = text(client.get("/diem-phuc-vu/?gan=21.02,105.85"))

    assert page.index("Điểm DL-5") < page.index("Điểm DL-4")
    assert re.search(r"Điểm DL-5 khoảng 1 km", page)
    assert re.search(r"Điểm DL-4 khoảng 9 km", page)
    assert "Điểm DL-6" not in page
    assert "Điểm DL-1" not in page


@pytest.mark.parametrize(
    "place", ["x", "99.00,105.00", "21.02", "21.02,105.85,1", "21.023456,105.851234", "٢١.٠٢,105.85"]
)
def test_what_is_no_place_lists_every_point(client, point, place):
    assert point.name_vi in text(client.get("/diem-phuc-vu/", {"gan": place}))
