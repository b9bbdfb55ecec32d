"""Q13 in a real browser: found, checked, signed, handed over; the citizen's window beside it."""

import pytest
from django.conf import settings
from django.utils import timezone

from tests.support.city import Counter, load_city, staff
from tests.web.counter.owing import at_counter
from tests.web.counter.test_hand_results import kept_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_q13_looks_right_and_goes_by_keyboard(transactional_db, live_server, browser):
    load_city()
    clerk = at_counter()
    dossier = Counter(staff("quay.hoankiem", at=timezone.now()), timezone.now()).sent()
    held = kept_at(dossier, "DL-001")
    cookies = {settings.SESSION_COOKIE_NAME: clerk.cookies[settings.SESSION_COOKIE_NAME].value}
    page = browser.open(live_server.url + "/quay/trao/", size=(1366, 768), cookies=cookies)
    browser.shoot(page, "Q13-find")
    browser.check(page, nodes=1500)
    page.fill("#id_q", held.label)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/quay/trao/{held.id}/")
    browser.shoot(page, "Q13-one")
    browser.check(page, nodes=1500)
    window = browser.open(
        live_server.url + f"/quay/trao/{held.id}/ky/", size=(1024, 768), cookies=cookies, touch=True
    )
    browser.shoot(window, "Q13-sign", sizes=((1024, 768),))
    browser.check(window, nodes=600)
    box = window.locator("canvas").bounding_box()
    assert box is not None
    window.mouse.move(box["x"] + 30, box["y"] + 30)
    window.mouse.down()
    window.mouse.move(box["x"] + 200, box["y"] + 60, steps=6)
    window.mouse.up()
    window.click("button:has-text('tôi nhận')")
    window.wait_for_selector("h1:has-text('Đã ký')")

    page.wait_for_selector(".notice.success:has-text('đã ký')")
    page.check("[name=seen][value=CARD]")
    page.keyboard.press("F10")
    page.wait_for_selector(".notice.success:has-text('Đã trao lúc')")
    browser.shoot(page, "Q13-done")
    browser.check(page, nodes=1500)
