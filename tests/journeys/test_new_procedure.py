"""An officer makes a procedure from nothing in the browser, and it runs from the counter to its result."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Person, Staff
from tests.journeys.stack import Stack
from tests.journeys.way import DESK, PHONE_SIZE, decide, help_citizen, officer_of, send, wait_in_queue
from tests.web.catalogue.test_new_procedure import CODE, NAME, write_it

pytestmark = pytest.mark.journey


def _written(stack: Stack, chromium: Browser) -> None:
    """Write the procedure in the editor's tabs and hand it in."""
    writer = Staff(stack, chromium.new_context(viewport=DESK, locale="vi-VN"))
    writer.sign_in("bientap.trungtam")
    writer.open("/danh-muc/")
    page = writer.page
    page.click("text=Soạn thủ tục mới")
    page.fill("#id_code", CODE)
    page.fill("#id_name_vi", NAME)
    page.fill("#id_field_vi", "Chăn nuôi")
    page.click("button:has-text('Tạo bản nháp'):not(:has-text('từ tệp'))")
    page.wait_for_url(f"**/thu-tuc/{CODE}/1/nguoi-dan/")
    desk = write_it(page)
    desk.tab("Duyệt, công bố")
    page.click("button:has-text('Trình duyệt')")
    page.wait_for_selector("text=Đã trình duyệt")


def _published(stack: Stack, chromium: Browser) -> None:
    """A second person approves and publishes it."""
    approver = Staff(stack, chromium.new_context(viewport=DESK, locale="vi-VN"))
    approver.sign_in("duyet.trungtam")
    approver.open("/danh-muc/?loc=cho")
    page = approver.page
    page.click("td a:has-text('Chờ duyệt')")
    page.click("button:has-text('Duyệt phiên bản này')")
    page.wait_for_selector("text=Chọn ngày có hiệu lực")
    page.click("button:has-text('Công bố')")
    page.wait_for_selector("text=Đã công bố")


def test_a_procedure_made_without_a_developer_is_filed_at_the_counter_and_runs_to_its_result(
    stack: Stack, chromium: Browser
):
    _written(stack, chromium)
    _published(stack, chromium)

    clerk, citizen, _ = help_citizen(stack, chromium, "nuoi bo cau o chung cu", lambda: None)
    code = send(clerk, citizen)
    clerk.press("Kết thúc, mời người tiếp theo")
    decide(officer_of(stack, chromium, "tiepnhan.hoankiem"), code, "tiep-nhan", "Tiếp nhận")
    decide(officer_of(stack, chromium, "chuyenvien.hoankiem"), code, "trinh-dong-y", "Trình phê duyệt")
    decide(officer_of(stack, chromium, "lanhdao.hoankiem"), code, "phe-duyet", "Phê duyệt và ký số")
    records = officer_of(stack, chromium, "vanthu.hoankiem")
    wait_in_queue(records, code)
    decide(records, code, "phat-hanh", "Phát hành")

    watcher = Person(stack, chromium.new_context(viewport=PHONE_SIZE, locale="vi-VN"))
    watcher.open("/tra-cuu/")
    watcher.page.locator("input[name=ma]").fill(code)
    watcher.page.locator("input[name=bon_so]").fill("2345")
    watcher.press("Xem hồ sơ")
    watcher.sees("Có kết quả")
    watcher.sees(NAME)
