"""Pages of the desk in a real browser: shift, hand-over, day, PIN, training, measures."""

import time
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import expect

from cuamo.cli.sample_people import pin_of_sample
from cuamo.dossiers.services.end_visit import end_visit, go_to_step
from cuamo.dossiers.services.finish_shift import finish_shift
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel.events import as_record
from cuamo.kernel.identifiers.card import read_card
from cuamo.kernel.models import Event
from cuamo.organisation.models import Shift, TrainingAttempt
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.oversight.services.time_steps import time_steps
from tests.support.browser import assert_legible, assert_tables_fit, wear
from tests.support.city import CARD, staff
from tests.web.counter.desk import prepare

LOOKS = ({"nen": "toi"}, {"tuong-phan": "1"})


@pytest.fixture
def lead(desk):
    """The lead of the place at a browser, with a second factor just shown."""
    from django.conf import settings
    from django.test import Client

    from cuamo.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(username="truongca.hoankiem"))
    desk.session = client.cookies[settings.SESSION_COOKIE_NAME].value
    session = SessionStore(desk.session)
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    return desk


def day_of_visits() -> None:
    """Let the clerk help twelve people in the morning, each step a little longer."""
    clerk, now = staff("quay.hoankiem"), timezone.now()
    for number in range(12):
        at = now - timedelta(minutes=20 * number + 10)
        visit = start_visit(clerk=clerk, card=read_card(CARD), at=at)
        for step in range(1, 12):
            took = {"presses": step % 4 + 1, "seconds": 6 + step * 3 + number}
            go_to_step(visit_id=visit.id, clerk=clerk, step=min(step + 1, 11), measure=took, at=at)
        end_visit(visit_id=visit.id, clerk=clerk, at=at + timedelta(minutes=4))
    for row in Event.objects.filter(name="visit.ended").order_by("id"):
        time_steps(as_record(row))


def test_pages_of_the_desk_are_sound_at_every_size_and_in_every_look(lead, browser):
    prepare(6)
    clerk, now = staff("quay.hoankiem"), timezone.now()
    day_of_visits()
    shift = open_shift_of(clerk.id)
    finish_shift(
        shift_id=shift.id,
        clerk=clerk,
        counted_vnd=490_000,
        reason="Thối nhầm 10.000 ₫",
        unsent_reason="Khách về lấy giấy",
        hand_over=True,
        papers_count=2,
        papers_words="Tủ 1, phiếu GN-07",
        words="Bà Thẳng quay lại lúc 14 giờ",
        at=now,
    )
    Shift.objects.update(opened_at=now - timedelta(hours=5))
    pages = {
        "shift-take": "/quay/ca/",
        "shift-day": "/quay/ca/ngay/",
        "pin": "/quay/ma-pin/",
        "training": "/quay/luyen-tap/",
        "training-point": "/quay/luyen-tap/diem/",
        "training-question": "/quay/luyen-tap/cau/tu-choi-ma/",
        "measures-point": "/quay/so-lieu/diem/",
    }
    page = lead.sit_down("/quay/ca/")
    for name, path in pages.items():
        page.goto(lead.url + path)
        browser.check(page, nodes=1500)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), path
        browser.shoot(page, f"desk-{name}", full=False)
        if name == "shift-day":
            assert_tables_fit(page)

    page.goto(f"{lead.url}/quay/ca/")
    page.fill("#id_taken", "490000")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{lead.url}/quay/")
    page.goto(f"{lead.url}/quay/ca/")
    page.get_by_text("Đếm theo từng loại tiền").click()
    page.fill("#to-200000", "2")
    page.fill("#to-50000", "1")
    expect(page.locator("#id_counted")).to_have_value("450000")
    browser.check(page, nodes=1500)
    browser.shoot(page, "desk-shift-close")

    page.goto(f"{lead.url}/quay/luyen-tap/")
    page.get_by_role("button", name="Làm bài Người quay lại, thủ tục đơn giản").click()
    lead.at_step(1)
    browser.check(page, nodes=1500)
    browser.shoot(page, "desk-training-step", full=False)
    assert TrainingAttempt.objects.get().score is None

    page.goto(f"{lead.url}/quay/ma-pin/")
    page.evaluate(
        "document.addEventListener('pin:set', (event) => sessionStorage.setItem('pin', event.detail.pin))"
    )
    page.fill("#id_pin", pin_of_sample())
    page.fill("#id_again", pin_of_sample())
    page.keyboard.press("Enter")
    page.wait_for_url(f"{lead.url}/quay/")
    assert page.evaluate("sessionStorage.getItem('pin')") == pin_of_sample()
    browser.close_pages()
    page = lead.sit_down("/quay/ca/")
    for path in ("/quay/ca/", "/quay/ca/ngay/", "/quay/luyen-tap/", "/quay/so-lieu/diem/", "/quay/so-lieu/"):
        page.goto(lead.url + path)
        for look in LOOKS:
            wear(page, look)
            assert_legible(page)
    browser.close_pages()
