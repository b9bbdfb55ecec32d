"""The way of a dossier through the product, in parts that every journey can walk."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Locator

from tests.documents.pages import jpeg, sheet
from tests.journeys.people import CARD, PHONE, Clerk, Person, Staff
from tests.journeys.stack import Stack

PHONE_SIZE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}


def help_citizen(
    stack: Stack, chromium: Browser, words: str, between: Callable[[], None], *, card: str = CARD
) -> tuple[Clerk, Person, str]:
    """Walk steps 1 to 8 with clerk and citizen; return them and the screen's code."""
    clerk = Clerk(stack, chromium.new_context(viewport=DESK, locale="vi-VN"))
    clerk.sign_in("quay.hoankiem")
    clerk.open_shift()
    between()
    code = clerk.read_card(card)
    citizen = Person(stack, chromium.new_context(viewport={"width": 1024, "height": 768}, locale="vi-VN"))
    citizen.open(f"/man-hinh/{code}/")
    clerk.identify()
    between()
    citizen.press("Đồng ý", exact=True)
    clerk.page.wait_for_url(re.compile(r"/3/$"), timeout=60_000)
    between()
    clerk.choose(words)
    clerk.answer_first()
    clerk.fill_gaps()
    between()
    clerk.add_papers(jpeg(sheet()))
    citizen.sees("Hồ sơ chưa được nộp")
    citizen.shoot("S-summary")
    clerk.shoot("Q7")
    between()
    citizen.press("Đúng rồi, tôi đồng ý nộp")
    clerk.page.wait_for_url(re.compile(r"/8/$"), timeout=60_000)
    otp = stack.text_to(PHONE, r"^(\d{6}) la ma xac nhan")
    assert otp not in clerk.page.content()
    between()
    citizen.page.locator("input[name=ma]").fill(otp)
    citizen.press("Xác nhận", exact=True)
    clerk.page.wait_for_url(re.compile(r"/(9|10)/$"), timeout=60_000)
    between()
    return clerk, citizen, code


def send(clerk: Clerk, citizen: Person) -> str:
    """Send and return the code of the dossier."""
    clerk.page.keyboard.press("F10")
    clerk.sees("Đã nộp")
    found = re.search(r"[A-Z]\d{2}(?:\.\d+)*-\d{8}-\d{7}", clerk.page.locator("main").inner_text())
    assert found
    citizen.sees(found.group(0))
    clerk.shoot("Q11")
    citizen.shoot("S-done")
    return found.group(0)


def decide(officer: Staff, code: str, action: str, button: str) -> None:
    open_decision(officer, code, action)
    officer.press(button)
    officer.sees("đã ghi cho hồ sơ")


def open_decision(officer: Staff, code: str, action: str) -> Locator:
    """Open the dossier in the officer's queue, then the decision; return the page's form."""
    officer.open("/xu-ly/")
    officer.shoot("X1")
    officer.page.get_by_role("link", name=code).click()
    officer.shoot("X2")
    officer.page.locator(f"a[href$='/quyet-dinh/{action}/']").click()
    officer.shoot(f"X3-{action}")
    return officer.page.locator("main form").last


def officer_of(stack: Stack, chromium: Browser, username: str, *, phone: bool = False) -> Staff:
    size = PHONE_SIZE if phone else DESK
    officer = Staff(stack, chromium.new_context(viewport=size, locale="vi-VN"))
    officer.sign_in(username)
    return officer


def wait_in_queue(officer: Staff, code: str) -> None:
    for _ in range(240):
        officer.open("/xu-ly/")
        if officer.page.get_by_role("link", name=code).count():
            return
        officer.page.wait_for_timeout(1000)
    raise AssertionError(f"{code} never reached the queue")
