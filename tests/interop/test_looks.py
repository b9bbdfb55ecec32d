"""The simulators' pages in a real browser: what a demonstration shows is as tidy as the product."""

from urllib.parse import urlencode

import pytest

from cuamo.interop.systems.sms.adapter import GatewaySmsSender
from tests.interop.identity.conftest import CALLBACK, VERIFIER, challenge_of
from tests.support import http
from tests.support.browser import launch
from tests.support.simulators import running_simulator


@pytest.fixture(scope="module")
def browser():
    yield from launch()


def test_the_phones_page(browser):
    with running_simulator("sms", environment={"CUAMO_SMS_SECRET": "s"}) as url:
        empty = browser.open(url)
        browser.check(empty)
        sender = GatewaySmsSender(url, "s")
        text = (
            "DVC Ha Noi: Da nhan ho so G09.20-20260609-0092637, 12 giay to. Xem: dvc.hanoi.gov.vn/t/k7Qx2mPz"
        )
        for number in range(4):
            sender.send(phone=f"091234567{number % 2}", text=text, tracking_id=f"t-{number}")

        page = browser.open(url)

        browser.shoot(page, "sim-sms")
        browser.check(page)
        browser.close_pages()


def test_the_sign_in_page_and_first_page_of_vneid(browser):
    environment = {"CUAMO_IDENTITY_SECRET": "s", "CUAMO_PUBLIC_URL": "http://testserver"}
    asked = {
        "client_id": "cuamo",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    with running_simulator("identity", environment=environment) as url:
        for name, path in (
            ("sim-identity", "/"),
            ("sim-identity-choose", "/authorize?" + urlencode(asked)),
            ("sim-identity-refused", "/authorize"),
        ):
            page = browser.open(url + path)
            browser.shoot(page, name)
            browser.check(page, allow_faults=("400",))
            browser.close_pages()


def test_the_signing_service(browser):
    with running_simulator("signing", environment={"CUAMO_SIGNING_SECRET": "s"}) as url:
        signer = {"signer_code": "LD-1", "signer_name": "Phạm Văn Ví Dụ", "agency_name": "UBND phường"}
        http.post(f"{url}/credentials", json=signer, headers={"Authorization": "Bearer s"})
        page = browser.open(url)
        browser.shoot(page, "sim-signing")
        browser.check(page)
        browser.close_pages()


def test_the_bank(browser):
    with running_simulator("payment", environment={"CUAMO_PAYMENT_SECRET": "s"}) as url:
        page = browser.open(url)
        browser.shoot(page, "sim-payment")
        browser.check(page)
        browser.close_pages()
