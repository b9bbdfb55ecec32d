"""One filing, three authorities; and a supplement brought to another agency than the first."""

import re

import pytest
from playwright.sync_api import Browser

from tests.documents.pages import jpeg, sheet
from tests.journeys.people import CARD, PHONE, Clerk, Person
from tests.journeys.stack import Stack
from tests.journeys.way import (
    DESK,
    PHONE_SIZE,
    decide,
    help_citizen,
    officer_of,
    open_decision,
    send,
    wait_in_queue,
)

pytestmark = pytest.mark.journey
PARENT = CARD.replace("001185012345", "001185054321")
"""Somebody else than in the other journeys: what a person filed before stands first when they search."""
BIRTH, HOME, HEALTH = "Khai sinh", "Thường trú", "Thẻ bảo hiểm y tế"


def _watcher(stack: Stack, chromium: Browser, code: str) -> Person:
    watcher = Person(stack, chromium.new_context(viewport=PHONE_SIZE, locale="vi-VN"))
    watcher.open("/tra-cuu/")
    watcher.page.locator("input[name=ma]").fill(code)
    watcher.page.locator("input[name=bon_so]").fill("4321")
    watcher.press("Xem hồ sơ")
    watcher.sees("hồ sơ trong một lần nộp")
    return watcher


def _parts(watcher: Person) -> dict[str, tuple[str, str]]:
    """Return the code and the state of each part, as the person's page shows them."""
    rows = watcher.page.locator("section[aria-labelledby=cac-phan] li")
    return {
        row.locator("strong").first.inner_text(): (
            row.locator(".tiny").inner_text(),
            row.locator(".state").first.inner_text(),
        )
        for row in rows.all()
    }


def _until(watcher: Person, states: dict[str, str]) -> dict[str, tuple[str, str]]:
    for _ in range(60):
        parts = _parts(watcher)
        if all(parts[name][1] == state for name, state in states.items()):
            return parts
        watcher.page.wait_for_timeout(700)
        watcher.page.reload()
    raise AssertionError(f"{states} never came: {_parts(watcher)}")


def _to_result(stack: Stack, chromium: Browser, code: str, unit: str) -> None:
    decide(officer_of(stack, chromium, f"chuyenvien.{unit}"), code, "trinh-dong-y", "Trình phê duyệt")
    decide(officer_of(stack, chromium, f"lanhdao.{unit}"), code, "phe-duyet", "Phê duyệt và ký số")
    records = officer_of(stack, chromium, f"vanthu.{unit}")
    wait_in_queue(records, code)
    decide(records, code, "phat-hanh", "Phát hành")


def test_a_birth_is_filed_once_and_decided_by_three_of_whom_one_refuses(stack, chromium):
    clerk, citizen, _ = help_citizen(stack, chromium, "2.000986", lambda: None, card=PARENT)
    code = send(clerk, citizen)
    clerk.sees("Chờ kết quả khai sinh, chưa tính thời hạn")
    clerk.press("Kết thúc, mời người tiếp theo")
    assert stack.text_to(PHONE, rf"Da nhan ho so ({re.escape(code)})") == code
    watcher = _watcher(stack, chromium, code)
    parts = _until(watcher, {BIRTH: "Đã gửi", HOME: "Chờ kết quả khai sinh", HEALTH: "Chờ kết quả khai sinh"})
    watcher.shoot("P5-linked")

    decide(officer_of(stack, chromium, "tiepnhan.hoankiem"), parts[BIRTH][0], "tiep-nhan", "Tiếp nhận")
    _to_result(stack, chromium, parts[BIRTH][0], "hoankiem")
    _until(watcher, {BIRTH: "Có kết quả", HOME: "Đã gửi", HEALTH: "Đã gửi"})

    branch = officer_of(stack, chromium, "tiepnhan.cn-03")
    refusal = open_decision(branch, parts[HOME][0], "tu-choi")
    refusal.locator("input[type=checkbox]").first.check()
    branch.press("Từ chối")
    branch.sees("đã ghi cho hồ sơ")
    decide(branch, parts[HEALTH][0], "tiep-nhan", "Tiếp nhận")
    _to_result(stack, chromium, parts[HEALTH][0], "bhxh-hn")

    _until(watcher, {BIRTH: "Có kết quả", HOME: "Không giải quyết", HEALTH: "Có kết quả"})
    watcher.shoot("P5-linked-ended")
    assert "Thẳng" not in watcher.page.content()
    assert '"intact": true' in stack.cuamo("ledger", "verify", "--json")


def test_what_is_missing_is_brought_to_another_agency_than_the_first(stack, chromium):
    clerk, citizen, _ = help_citizen(stack, chromium, "ban sao khai sinh", lambda: None)
    code = send(clerk, citizen)
    receipt = stack.text_to(PHONE, rf"Da nhan ho so {re.escape(code)}.* Xem: (\S+)")
    clerk.press("Kết thúc, mời người tiếp theo")
    decide(officer_of(stack, chromium, "tiepnhan.hoankiem"), code, "tiep-nhan", "Tiếp nhận")
    specialist = officer_of(stack, chromium, "chuyenvien.hoankiem")
    asking = open_decision(specialist, code, "bo-sung")
    asking.locator("input[type=checkbox]").first.check()
    specialist.press("Gửi yêu cầu")
    specialist.sees("đã ghi cho hồ sơ")

    other = Clerk(stack, chromium.new_context(viewport=DESK, locale="vi-VN"))
    other.sign_in("quay.dl-002")
    other.open_shift()
    other.open("/quay/tim/")
    other.page.locator("input[name=q]").fill(receipt)
    other.page.keyboard.press("Enter")
    other.page.get_by_role("link", name="Nhận bổ sung").click()
    other.page.locator("input[name=card]").fill(CARD)
    other.press("Xem mục còn thiếu")
    other.sees("Còn thiếu 1 mục")
    other.shoot("Q13B")
    paper = {"name": "giay.png", "mimeType": "image/png", "buffer": jpeg(sheet())}
    other.page.locator("main input[type=file]").first.set_input_files(paper)
    other.press("Gửi tất cả")
    other.sees("Không còn gì phải bổ sung")

    specialist.open("/xu-ly/")
    specialist.sees("Bổ sung mới về")
    specialist.page.get_by_role("link", name=code).click()
    specialist.sees("Đã bổ sung")
    assert re.search(r"DL-002|Gửi thêm|bổ sung", specialist.page.locator("main").inner_text())
