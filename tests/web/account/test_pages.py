"""The sign-in pages in a real browser: every page accessible, narrow, and usable; passkeys too."""

import time

import pytest
from allauth.mfa.models import Authenticator

from cuamo.cli.sample_accounts import code_of
from tests.support.browser import Browser
from tests.web.account.conftest import PASSWORD, SECRET

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page, password=PASSWORD):
    page.fill("#id_login", "lan.nt")
    page.fill("#id_password", password)
    page.keyboard.press("Enter")


def confirm(page):
    page.wait_for_selector("[data-page=A2]")
    page.fill("#id_code", code_of(SECRET))
    page.keyboard.press("Enter")


def kept(browser: Browser, page, name: str, *, allow_faults: tuple[str, ...] = ()) -> None:
    """The page keeps every rule; its picture lies in `tests/screens/`."""
    page.wait_for_load_state("load")
    browser.shoot(page, f"account-{name}")
    browser.check(page, allow_faults=allow_faults)


def test_sign_in_pages(live_server, browser, clerk):
    page = browser.open(f"{live_server.url}/dang-nhap/")
    kept(browser, page, "A1")
    enter(page, password="sai")
    page.wait_for_selector(".error-summary")
    kept(browser, page, "A1-error")
    enter(page)
    page.wait_for_selector("[data-page=A2]")
    kept(browser, page, "A2")
    page.fill("#id_code", "12")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    kept(browser, page, "A2-error")


def test_locked(live_server, browser, clerk):
    page = browser.open(f"{live_server.url}/dang-nhap/")
    for _ in range(6):
        with page.expect_navigation():
            enter(page, password="sai")
    assert "tạm khóa đến" in page.inner_text("main")
    kept(browser, page, "A1-locked", allow_faults=("429",))


def test_english(live_server, browser, clerk):
    page = browser.open(f"{live_server.url}/dang-nhap/", cookies={"ngon-ngu": "en"})
    assert "Sign in with VNeID" in page.inner_text("main")


def test_first_sign_in(live_server, browser, newcomer):
    page = browser.open(f"{live_server.url}/dang-nhap/")
    enter(page)
    page.wait_for_selector("[data-page=A3]")
    kept(browser, page, "A3")
    secret = "".join(page.inner_text("[data-secret]").split())
    page.fill("#id_code", code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-page=A4]")
    kept(browser, page, "A4")


def test_protection_and_passkey(live_server, browser, clerk):
    page = browser.open(f"{live_server.url}/dang-nhap/?next=/dang-nhap/bao-ve/")
    enter(page)
    confirm(page)
    page.wait_for_selector("[data-page=A5]")
    kept(browser, page, "A5")

    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{live_server.url}/dang-nhap/bao-ve/khoa/them/")
    kept(browser, page, "A6b")
    page.fill("#id_name", "Máy quầy 1")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("[data-page=A4]")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    for address, name in (("khoa/", "A6"), ("mat-khau/", "A7"), ("ma-du-phong/moi/", "A4b")):
        page.goto(f"{live_server.url}/dang-nhap/bao-ve/{address}")
        kept(browser, page, name)

    page.goto(f"{live_server.url}/dang-nhap/bao-ve/")
    page.click("text=Đăng xuất")
    page.wait_for_selector("[data-page=A1]")
    page.click("#passkey_login")
    deadline = time.monotonic() + 10
    while "/dang-nhap" in page.url and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert page.url.endswith(("/quay/", "/quay/ca/")), page.url
