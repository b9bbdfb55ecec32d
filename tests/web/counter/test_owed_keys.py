"""Money found while deciding, taken with the keyboard alone, and confirmed by the bank's signed message."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cuamo.dossiers.models import Dossier, Obligation
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.kernel import events
from cuamo.payments.models import CallbackReceipt, CashReceipt, PaymentAttempt
from cuamo.payments.selectors.status import status_of
from tests.support import http
from tests.support.city import Counter, staff
from tests.support.qr import codes_on_screen
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db(transaction=True)
LINE = {"name_vi": "Lệ phí trước bạ", "amount_vnd": 1_430_000, "law": "Thông báo thuế số 12/TB"}


@pytest.fixture
def bank(live_server, settings, tmp_path: Path):
    with running_simulator(
        "payment", state=tmp_path, environment={"CUAMO_PUBLIC_URL": live_server.url}
    ) as base_url:
        settings.PAYMENT_URL = base_url
        yield base_url


def owed_now(seed: int) -> Obligation:
    clerk, now = staff("quay.hoankiem"), timezone.now()
    sent = Counter(clerk, now).sent(seed=seed)
    visit = Dossier.objects.select_related("visit").get(id=sent.id).visit
    end_visit(visit_id=visit.id, clerk=clerk, at=now)
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=now)
    officer = staff("chuyenvien.hoankiem")
    return ask_payment(dossier_id=sent.id, officer=officer, lines=[LINE], at=now + timedelta(seconds=1))


def pays(bank: str, owed: Obligation) -> None:
    asked = status_of(owed.id)
    assert "Trả tiền" in http.post(f"{bank}/quet", data={"payload": asked.qr_payload}).text
    order = {"order": "qr:" + asked.qr_payload, "payer": "19036000000001", "act": "pay"}
    assert http.post(f"{bank}/tra-tien", data=order).status_code == 200
    until = time.monotonic() + 15
    while not CallbackReceipt.objects.exists():
        assert time.monotonic() < until, "the bank sent nothing"
        time.sleep(0.1)


def test_vietqr_and_cash_are_taken_by_keys_alone_and_the_screens_say_so(desk, bank):
    by_qr, by_cash = owed_now(1), owed_now(2)
    desk.sit_down("/quay/")
    desk.caret_at("card")

    desk.press("F4")
    desk.caret_at("q")
    desk.clerk.keyboard.insert_text(Dossier.objects.get(id=by_qr.dossier_id).code)
    desk.press("Enter")
    desk.clerk.wait_for_url("**/quay/tim/?q=*")
    desk.press("Tab", "Tab", "Enter")
    desk.clerk.wait_for_url(f"**/quay/thu/{by_qr.id}/")
    desk.browser.shoot(desk.clerk, "Q9O-owed")
    desk.browser.check(desk.clerk)
    desk.press("F9")
    expect(desk.clerk.locator(".qr svg").first).to_be_visible()
    screen = desk.pair()
    expect(screen.locator(".qr.large svg")).to_be_visible()
    payload = PaymentAttempt.objects.get(request__subject_id=by_qr.id).qr_payload
    assert codes_on_screen(screen) == {payload}
    desk.browser.shoot(screen, "S-owed")
    desk.browser.check(screen)
    desk.browser.shoot(desk.clerk, "Q9O-qr")
    pays(bank, by_qr)
    expect(screen.get_by_role("heading", name="Đã nhận đủ tiền")).to_be_visible()
    expect(desk.clerk.get_by_text("Đã nhận đủ")).to_be_visible()
    desk.press("F10")
    desk.clerk.wait_for_url("**/quay/")
    assert events.names_of(by_qr.id).count("payment.settled") == 1

    desk.caret_at("card")
    desk.scan()
    desk.at_step(1)
    desk.clerk.evaluate("document.activeElement.blur()")
    desk.press("1")
    desk.clerk.wait_for_url("**/quay/thu/*/")
    desk.clerk.wait_for_load_state("load")
    assert str(by_cash.id) in desk.clerk.url
    desk.press("2", "Enter")
    expect(desk.clerk.locator(".change-back")).to_be_visible()
    desk.browser.shoot(desk.clerk, "Q9O-cash")
    assert CashReceipt.objects.get().amount_vnd == 1_430_000
    with desk.clerk.context.expect_event("request", lambda asked: "/quay/bien-lai/" in asked.url):
        desk.press("F8")
    assert "/quay/thu/" in desk.clerk.url, "the receipt opens beside the page"
