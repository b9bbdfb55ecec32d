"""A citizen files alone, with scripts switched off, signed in through VNeID; and follows it to the code."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import Person
from tests.journeys.stack import Stack
from tests.support.city import PNG

pytestmark = pytest.mark.journey
PHONE_SIZE = {"width": 360, "height": 740}
WHO, WHOSE_ID, WHOSE_PHONE = "Nguyễn Thị Mẫu", "001301012345", "0377000111"
CODE = re.compile(r"[A-Z]\d{2}(?:\.\d+)*-\d{8}-\d{7}")


@pytest.fixture
def citizen(stack: Stack, chromium: Browser) -> Iterator[Person]:
    context = chromium.new_context(viewport=PHONE_SIZE, locale="vi-VN", java_script_enabled=False)
    yield Person(stack, context)
    context.close()


def _sign_in(citizen: Person) -> None:
    """Go to VNeID and back; the page that was asked for opens."""
    citizen.shoot("A1-citizen")
    citizen.press("Đăng nhập bằng VNeID")
    if "/vneid/login/" in citizen.page.url:
        citizen.press("Sang trang VNeID")
    citizen.shoot("VNeID")
    citizen.press(WHO)


def _fill(page: Page) -> None:
    """Fill what is required and still empty on this page, as plainly as it can be."""
    for group in page.locator("main fieldset:has(> .choices input[type=radio])").all():
        if group.locator("input:checked").count() == 0 and group.locator("> legend .optional").count() == 0:
            group.locator("input[type=radio]").first.check()
    for box in page.locator("main [aria-required=true]").all():
        if box.get_attribute("type") == "checkbox":
            box.check()
        elif box.evaluate("box => box.tagName") == "SELECT":
            if not box.input_value():
                box.select_option(index=1)
        elif not box.input_value():
            name = box.get_attribute("name") or ""
            ready = {".ngay": "02", ".thang": "03", ".nam": "2020"}
            box.fill(next((value for end, value in ready.items() if name.endswith(end)), "1"))
    for year in page.locator("main fieldset:not(:has(> legend .optional)) input[name$='.nam']").all():
        if not year.input_value():
            year.fill("2020")


def _walk_form(citizen: Person) -> None:
    """P4.2 and P4.3: questions, then the form, page by page."""
    for _ in range(20):
        if not re.search(r"/(cau-hoi|to-khai)/", citizen.page.url):
            return
        before = citizen.page.url
        _fill(citizen.page)
        citizen.shoot("P4-questions" if "/cau-hoi/" in before else f"P4-form-{before.split('/')[-2]}")
        citizen.page.locator("main form button.main").click()
        wrong = citizen.page.locator(".error-summary").all_inner_texts()
        assert not (wrong and citizen.page.url == before), wrong
    raise AssertionError(f"the form does not end: {citizen.page.url}")


def _add_papers(citizen: Person) -> None:
    """P4.3: one picture for each paper."""
    for _ in range(12):
        missing = citizen.page.locator("section.card.need form:has(input[type=file])")
        if missing.count() == 0:
            return
        paper = {"name": "giấy tờ.png", "mimeType": "image/png", "buffer": PNG}
        missing.first.locator("input[type=file]").set_input_files(paper)
        missing.first.get_by_role("button").click()
    raise AssertionError("papers are still missing")


def _file(citizen: Person) -> str:
    """Go from the front door to the receipt and return the code of the dossier."""
    citizen.open("/")
    citizen.page.locator("main input[name=q]").fill("ban sao khai sinh")
    citizen.page.locator("main input[name=q]").press("Enter")
    citizen.page.locator("main a[href*='2.000635']").first.click()
    citizen.sees("Giấy tờ cần có")
    citizen.shoot("P2")
    citizen.page.get_by_role("link", name="Tự làm").click()
    _sign_in(citizen)
    expect(citizen.page).to_have_url(re.compile(r"/nop/2\.000635/$"))
    citizen.shoot("P4-begin")
    citizen.press("Bắt đầu")
    _walk_form(citizen)
    if "/giay-to/" in citizen.page.url:
        _add_papers(citizen)
        citizen.shoot("P4-papers")
        citizen.page.locator("main .actions").get_by_role("link", name="Tiếp tục").click()
    citizen.page.locator("input[name=way]").first.check()
    citizen.page.locator("input[name=address]").fill("Số 1 Phố Thử")
    citizen.page.locator("select[name=ward_code]").select_option("00070")
    citizen.shoot("P4-delivery")
    citizen.press("Tiếp tục")
    citizen.sees("Hồ sơ chưa được nộp")
    citizen.sees(WHO)
    citizen.shoot("P4-check")
    citizen.press("Đúng rồi, tôi đồng ý nộp")
    citizen.sees("Đã nộp hồ sơ")
    citizen.shoot("P6")
    return _code(citizen)


def _code(citizen: Person) -> str:
    found = CODE.search(citizen.page.locator("main").inner_text())
    assert found, citizen.page.locator("main").inner_text()
    return found.group(0)


def test_a_citizen_files_alone_without_scripts_and_follows_it(stack, citizen):
    code = _file(citizen)
    done = citizen.page.url

    citizen.page.reload()
    assert _code(citizen) == code, "the receipt opens again"
    citizen.page.go_back()
    if citizen.page.get_by_role("button", name="Đúng rồi, tôi đồng ý nộp").count():
        citizen.press("Đúng rồi, tôi đồng ý nộp")
    citizen.open(done)
    assert _code(citizen) == code, "sending twice gives the same code"

    citizen.open("/toi/")
    citizen.sees(code)
    assert len(set(CODE.findall(citizen.page.locator("main").inner_text()))) == 1
    citizen.shoot("T1")
    citizen.page.locator("main").get_by_role("link").filter(has_text=code).click()
    citizen.sees("Đã gửi")
    citizen.shoot("T2")
    assert stack.text_to(WHOSE_PHONE, rf"Da nhan ho so ({re.escape(code)})") == code

    citizen.press("Đăng xuất")
    citizen.open("/toi/")
    expect(citizen.page).to_have_url(re.compile(r"/dang-nhap/\?next=/toi/"))

    citizen.open("/tra-cuu/")
    citizen.page.locator("input[name=ma]").fill(code)
    citizen.page.locator("input[name=bon_so]").fill(WHOSE_ID[-4:])
    citizen.press("Xem hồ sơ")
    citizen.sees("Đã gửi")
    citizen.sees(code)
    assert "Mẫu" not in citizen.page.locator("main").inner_text()
    citizen.shoot("P5")
    assert '"intact": true' in stack.cuamo("ledger", "verify", "--json")


def test_a_dossier_is_continued_where_it_was_left_and_stopped_at_vneid_nothing_is_lost(stack, citizen):
    citizen.open("/nop/2.000635/")
    citizen.press("Đăng nhập bằng VNeID")
    if "/vneid/login/" in citizen.page.url:
        citizen.press("Sang trang VNeID")
    citizen.press("Không đồng ý")
    expect(citizen.page).to_have_url(re.compile(r"/dang-nhap/"))

    citizen.open("/nop/2.000635/")
    _sign_in(citizen)
    citizen.press("Bắt đầu")
    draft = re.search(r"/nop/([0-9a-f-]{36})/", citizen.page.url)
    assert draft
    citizen.open("/toi/")
    citizen.sees("Nháp")
    citizen.page.locator("main").get_by_role("link").filter(has_text="Nháp").first.click()

    expect(citizen.page).to_have_url(re.compile(rf"/nop/{draft.group(1)}/"))
