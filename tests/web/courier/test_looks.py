"""G1–G3 in a real browser, phone-sized."""

import pytest
from django.conf import settings

from tests.web.courier.test_pages import take_out

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(client, round_):
    client.force_login(round_.account)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def test_g1_runs_and_run_look_right(browser, live_server, signed_in, round_):
    page = browser.leaf(live_server.url + "/giao/", cookies=signed_in)
    browser.shoot(page, "G1-runs")
    browser.check(page)
    take_out(round_, 0)
    page = browser.leaf(live_server.url + f"/giao/chuyen/{round_.run.id}", cookies=signed_in)
    browser.shoot(page, "G1-run")
    browser.check(page)


def test_g2_scan_looks_right_and_answers(browser, live_server, signed_in, round_):
    page = browser.leaf(live_server.url + "/giao/quet", cookies=signed_in)
    browser.shoot(page, "G2-empty")
    browser.check(page)
    page.fill("#id_label", round_.parcels[0].label)
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.success")
    browser.shoot(page, "G2-taken")
    browser.check(page)
    page.fill("#id_label", "RH12")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.error")
    browser.shoot(page, "G2-wrong")
    browser.check(page, allow_faults=("422",))


def test_g3_hands_over_with_the_code(browser, live_server, signed_in, round_):
    parcel = take_out(round_)
    page = browser.leaf(live_server.url + f"/giao/phong-bi/{parcel.id}", cookies=signed_in)
    browser.shoot(page, "G3-out")
    browser.check(page)
    for summary in page.query_selector_all("details > summary"):
        summary.click()
    browser.shoot(page, "G3-open")
    browser.check(page)
    page.fill("#id_pin", parcel.pin)
    page.click("button:has-text('Trao tận tay')")
    page.wait_for_url(f"**/giao/chuyen/{round_.run.id}")
    browser.shoot(page, "G1-after")
    parcel.refresh_from_db()
    assert parcel.hand_overs.latest("id").device_time is not None


def test_g3_hands_over_with_a_signature(browser, live_server, signed_in, round_):
    parcel = take_out(round_)
    page = browser.leaf(live_server.url + f"/giao/phong-bi/{parcel.id}", cookies=signed_in)
    page.click("summary:has-text('không có mã')")
    page.check("[name=identity_seen]")
    page.locator("canvas").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 60, steps=5)
    page.mouse.up()
    page.click("button:has-text('Trao, có chữ ký')")
    page.wait_for_url(f"**/giao/chuyen/{round_.run.id}")

    assert parcel.hand_overs.latest("id").evidence_id is not None
