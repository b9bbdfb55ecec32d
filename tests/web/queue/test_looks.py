"""The queue in a real browser: every page accessible and narrow; the board heard, and whole again offline."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from cuamo.appointments.services.book import book
from cuamo.appointments.services.call import call_next
from cuamo.appointments.services.open_lesson import open_lesson
from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.kernel.clock import local
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.people.models import Account
from tests.appointments.conftest import FRIDAY, PHONE, make_clerk, make_point
from tests.appointments.test_tickets import measured, take
from tests.support.browser import DESKTOP

WALL = (1920, 1080)


@pytest.fixture
def served(transactional_db, clock, live_server):
    """A point with a clerk at work and a queue."""
    forget_calendar()
    unit = make_point()
    clerk = make_clerk(unit, 1, name="NGUYỄN THỊ ĐẶNG THẲNG")
    measured(unit, [200, 240, 260, 300, 320], at=FRIDAY - timedelta(hours=2))
    tickets = [take(unit, minute - 9) for minute in range(4)]
    call_next(clerk=clerk, at=clock.now)
    return unit, clerk, tickets


def test_every_page_of_the_queue_is_accessible_and_fits_a_narrow_screen(browser, live_server, served, clock):
    unit, clerk, tickets = served
    booked = book(
        unit_code=unit.code, starts_at=local("2026-11-27 10:00"), name="Lê An", phone=PHONE, at=clock.now
    )
    lesson = open_lesson(
        lesson_key="dung-cong", starts_at=local("2026-11-27 14:00"), places=5, staff=clerk, at=clock.now
    )
    for path, looks in (
        (f"/lay-so/{unit.code}/", {}),
        (f"/lay-so/{unit.code}/?viec=nop", {"tuong-phan": "1"}),
        (f"/lay-so/{unit.code}/hen/", {}),
        (f"/so/{tickets[-1].token}/", {}),
        (f"/dat-lich/{unit.code}/", {}),
        (f"/hen/{booked.token}/", {}),
        (f"/dat-lich/bai-hoc/{lesson.id}/", {}),
    ):
        page = browser.leaf(live_server.url + path, cookies=looks)
        browser.check(page)
    client = Client()
    client.force_login(Account.objects.get(id=clerk.id))
    session = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    for path, dark, looks in (
        ("/quay/hang-cho/", False, {}),
        ("/quay/hang-cho/", True, {}),
        ("/quay/bai-hoc-mo/", False, {"tuong-phan": "1"}),
    ):
        page = browser.leaf(live_server.url + path, size=DESKTOP, cookies=session | looks, dark=dark)
        browser.check(page, nodes=900)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page = browser.open(live_server.url + "/quay/", size=DESKTOP, cookies=session)
    assert page.evaluate("document.activeElement.name") == "card"
    page.keyboard.press("Alt+1")
    expect(page.locator(".called-now")).to_contain_text("Đang gọi lần 2")
    page.keyboard.press("Alt+3")
    expect(page.locator(".called-now b")).to_have_text("002")
    assert page.evaluate("document.activeElement.name") == "card"


def test_the_points_near_a_person_come_first_by_a_press(browser, live_server, served):
    unit, _, _ = served
    far = make_point("DL-0")
    for place, lat in ((unit, 21.03), (far, 21.20)):
        place.lat, place.lon = lat, 105.85
        place.save()
    page = browser.open(live_server.url + "/diem-phuc-vu/")
    expect(page.locator(".list b").first).to_have_text(far.name_vi)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 21.0265, "longitude": 105.8535})

    page.get_by_role("button", name="Gần tôi").click()

    page.wait_for_url("**/?gan=21.03%2C105.85")
    expect(page.locator(".list b").first).to_have_text(unit.name_vi)


def test_the_board_calls_aloud_says_when_the_network_is_gone_and_goes_on_when_it_is_back(
    browser, live_server, served, clock
):
    unit, _, _ = served
    page = browser.open(f"{live_server.url}/goi-so/{unit.code}/", size=WALL)
    browser.check(page, allow_faults=("ERR_",))
    speaks = can_read_aloud("vi")
    number = page.locator(".board-number")
    expect(number).to_have_text("001")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    with page.expect_request("**/tieng/1-1/") if speaks else nullcontext():
        page.get_by_role("button", name="Bật tiếng").click()
    expect(page.locator("[data-sound-on]")).to_be_hidden()

    page.context.set_offline(True)
    expect(page.locator(".board-stale")).to_be_visible(timeout=15_000)
    expect(number).to_have_text("001")
    clock.on(1)
    second = make_clerk(unit, 2, name="Trần Văn Tài")
    call_next(clerk=second, at=clock.now)
    with page.expect_request("**/tieng/2-2/", timeout=45_000) if speaks else nullcontext():
        page.context.set_offline(False)

    expect(number).to_have_text("002", timeout=30_000)
    expect(page.locator(".board-stale")).to_be_hidden()
