"""A citizen is helped at a counter, and the result reaches their hands while everyone can watch."""

import itertools
import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.documents.pages import jpeg, sheet
from tests.journeys.people import PHONE, Clerk, Person
from tests.journeys.stack import Stack, running_stack
from tests.journeys.way import DESK, PHONE_SIZE, decide, help_citizen, officer_of, send, wait_in_queue
from tests.support import http

pytestmark = pytest.mark.journey


def _walk(stack: Stack, chromium: Browser, between: Callable[[], None]) -> str:
    clerk, citizen, _ = help_citizen(stack, chromium, "ban sao khai sinh", between)
    code = send(clerk, citizen)
    between()
    clerk.press("Kết thúc, mời người tiếp theo")
    clerk.sees("Mời quét căn cước")

    receiver = officer_of(stack, chromium, "tiepnhan.hoankiem")
    decide(receiver, code, "tiep-nhan", "Tiếp nhận")
    between()
    decide(officer_of(stack, chromium, "chuyenvien.hoankiem"), code, "trinh-dong-y", "Trình phê duyệt")
    between()
    decide(officer_of(stack, chromium, "lanhdao.hoankiem"), code, "phe-duyet", "Phê duyệt và ký số")
    between()
    records = officer_of(stack, chromium, "vanthu.hoankiem")
    wait_in_queue(records, code)
    decide(records, code, "phat-hanh", "Phát hành")
    between()

    receiver.open("/xu-ly/dong-goi/")
    receiver.press("Đóng phong bì")
    receiver.page.locator("input[name=seal_number]").first.fill("HN-000777")
    receiver.press("Niêm phong")
    label = receiver.page.locator("section[aria-labelledby=lap-chuyen] .so").first.inner_text()
    receiver.page.locator("select[name=courier]").select_option(index=0)
    courier_name = receiver.page.locator("select[name=courier] option").first.inner_text()
    receiver.shoot("Q14")
    receiver.press("Đưa vào bảng kê")
    receiver.sees("CH-")
    receiver.page.locator("input[name=label]").fill(label)
    receiver.press("Ghi đã giao đi")
    between()

    courier = officer_of(stack, chromium, "buuta.hoankiem", phone=True)
    assert courier_name
    courier.open("/giao/quet")
    courier.page.locator("input[name=label]").fill(label)
    courier.press("Ghi đã nhận")
    courier.open("/giao/")
    courier.page.locator("a[href*='/giao/chuyen/']").first.click()
    courier.page.get_by_role("button", name=re.compile("Đi giao")).click()
    courier.page.locator("a[href*='/giao/phong-bi/']").first.click()
    pin = stack.text_to(PHONE, r"Ma nhan: (\d{4})")
    between()
    courier.page.locator("input[name=pin]").fill(pin)
    courier.shoot("G3")
    courier.press("Trao tận tay")
    courier.page.wait_for_load_state()
    between()
    return code


def _followed(stack: Stack, chromium: Browser, code: str) -> None:
    watcher = Person(stack, chromium.new_context(viewport=PHONE_SIZE, locale="vi-VN"))
    watcher.open("/tra-cuu/")
    watcher.page.locator("input[name=ma]").fill(code)
    watcher.page.locator("input[name=bon_so]").fill("2345")
    watcher.press("Xem hồ sơ")
    for _ in range(40):
        if "Đã trả" in watcher.page.locator(".state, [class*=state]").first.inner_text():
            break
        watcher.page.wait_for_timeout(1000)
        watcher.page.reload()
    watcher.sees("Đã trả")
    watcher.shoot("P5-done")
    assert "Thẳng" not in watcher.page.content()
    watcher.page.get_by_role("link", name="Được phục vụ thế nào?").click()
    watcher.page.locator("input[name=diem][value='1']").check()
    watcher.press("Gửi đánh giá")
    watcher.sees("Cảm ơn đã cho biết")
    for _ in range(40):
        watcher.open("/cong-khai/")
        if "có 0 hồ sơ nộp" not in watcher.page.content():
            break
        watcher.page.wait_for_timeout(1000)
    watcher.sees("hồ sơ nộp trực tuyến")


def test_a_dossier_goes_from_the_card_to_the_door(stack, chromium):
    code = _walk(stack, chromium, lambda: None)
    _followed(stack, chromium, code)

    assert '"intact": true' in stack.cuamo("ledger", "verify", "--json")


@pytest.fixture(scope="module")
def fragile() -> Iterator[Stack]:
    with running_stack() as running:
        yield running


def test_the_same_way_with_a_part_killed_at_every_arrow_loses_and_doubles_nothing(fragile, chromium):
    parts = itertools.cycle(["web", "worker", "postgres"])

    def kill_one() -> None:
        fragile.kill_surely(next(parts))
        fragile.wait_ready()

    code = _walk(fragile, chromium, kill_one)
    _followed(fragile, chromium, code)

    report = json.loads(fragile.cuamo("ledger", "verify", "--json"))
    assert (report["intact"], report["faults"]) == (True, [])
    found = http.post(f"{fragile.web}/api/v1/tracking", json={"code": code, "secret": "2345"}).json()
    assert found["state"] == "da-tra"
    assert code.endswith("-0000001"), "exactly one dossier was numbered"


def test_what_is_owed_is_paid_on_the_banks_page_before_it_is_sent(stack, chromium):
    clerk = Clerk(stack, chromium.new_context(viewport=DESK, locale="vi-VN"))
    clerk.sign_in("quay.hoankiem")
    clerk.open_shift()
    code = clerk.read_card()
    citizen = Person(stack, chromium.new_context(viewport=PHONE_SIZE, locale="vi-VN"))
    citizen.open(f"/man-hinh/{code}/")
    clerk.identify()
    citizen.press("Đồng ý", exact=True)
    clerk.page.wait_for_url(re.compile(r"/3/$"), timeout=60_000)
    clerk.choose("1.012289")
    clerk.answer_first()
    clerk.fill_gaps()
    clerk.add_papers(jpeg(sheet()))
    citizen.press("Đúng rồi, tôi đồng ý nộp")
    clerk.page.wait_for_url(re.compile(r"/8/$"), timeout=60_000)
    citizen.page.wait_for_selector("input[name=ma]")
    citizen.page.locator("input[name=ma]").fill(stack.text_to(PHONE, r"^(\d{6}) la ma xac nhan"))
    citizen.press("Xác nhận", exact=True)
    clerk.page.wait_for_url(re.compile(r"/9/$"), timeout=60_000)
    clerk.sees("430.000 ₫")
    clerk.press("Hiện mã VietQR")
    clerk.shoot("Q9")
    bank = clerk.page.get_by_role("link", name="Mở trang thanh toán").get_attribute("href")
    assert bank
    payer = Person(stack, chromium.new_context(viewport=PHONE_SIZE, locale="vi-VN"))
    payer.open(bank)
    payer.press("Trả tiền")
    clerk.page.wait_for_url(re.compile(r"/10/$"), timeout=60_000)
    send(clerk, citizen)
