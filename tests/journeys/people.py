"""Everybody who meets on a dossier's way, each in a browser of their own."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.stack import Stack
from tests.support.browser import PICTURES, SCREENS

CARD = "001185012345||Nguyễn Thị Đặng Thẳng|02091985|Nữ|Số 12 phố Hàng Bông, Hoàn Kiếm, Hà Nội|12082021"
PHONE = "0912345678"
A_NUMBER = "001185012345"
TABLE_CELLS = {"nam": "2010", "tu": "01/02/2015", "den": "01/02/2020"}


class Person:
    """One person with one browser window."""

    def __init__(self, stack: Stack, context: BrowserContext) -> None:
        self.stack, self.context = stack, context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)

    def open(self, path: str) -> None:
        """Go to an address of the product."""
        self.page.goto(path if path.startswith("http") else self.stack.web + path)

    def shoot(self, name: str) -> None:
        """Photograph what the person sees, to be looked at: `tests/screens/J-<name>.png`, where asked for."""
        if not PICTURES:
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SCREENS / f"J-{name}.png"))

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def sees(self, words: str) -> None:
        """Wait until the page shows the words; reload the empty error page of the browser itself.

        A browser with a window reloads such a page by itself as soon as the server answers again.
        """
        body, until = self.page.locator("body"), time.monotonic() + 60
        while True:
            try:
                expect(body).to_contain_text(words, timeout=5_000)
                return
            except AssertionError:
                if time.monotonic() > until:
                    raise
                if not body.inner_text().strip():
                    self.page.reload()


class Staff(Person):
    """Somebody who signs in with password and second factor."""

    pin = ""

    def sign_in(self, username: str) -> None:
        """Sign in and land on the start page of the role."""
        self.open("/dang-nhap/")
        account = self.stack.account(username)
        self.pin = account["pin"]
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(account["password"])
        self.press("Đăng nhập", exact=True)
        self.page.locator("input[name=code]").fill(account["code"])
        self.press("Xác nhận", exact=True)
        self.page.wait_for_url(lambda url: "/dang-nhap/" not in url)


class Clerk(Staff):
    """The clerk at the counter."""

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the button of that name; a counter that has locked itself meanwhile is opened first."""
        lock = self.page.locator("dialog#khoa[open]")
        if lock.is_visible():
            lock.locator("input[name=pin]").fill(self.pin)
            lock.locator("button.main").click()
            expect(lock).to_be_hidden()
        super().press(name, exact=exact)

    def open_shift(self) -> None:
        """Open the shift with the float that is suggested, unless it is open already."""
        self.open("/quay/")
        if "/quay/ca/" in self.page.url:
            self.press("Mở ca")
        self.sees("Mời quét căn cước")

    def read_card(self, card: str = CARD) -> str:
        """Read a card and return the code of the citizen screen."""
        self.open("/quay/")
        self.page.locator("input[name=card]").fill(card)
        self.press("Bắt đầu lượt hỗ trợ")
        self.sees("Mã màn hình")
        found = re.search(r"Mã màn hình:\s*(\w{8})", self.page.locator("aside").inner_text())
        assert found
        return found.group(1)

    def identify(self) -> None:
        """Take the phone number and go to consent."""
        self.page.locator("input[name=phone]").fill(PHONE)
        self.shoot("Q1")
        self.press("Đúng người")
        self.sees("Chờ đồng ý")

    def choose(self, words: str) -> None:
        """Search by everyday words and take the first hit."""
        self.page.locator("input[name=q]").fill(words)
        self.page.keyboard.press("Enter")
        self.sees("Thấy")
        self.shoot("Q3")
        self.press("Chọn thủ tục")

    def answer_first(self) -> None:
        """Answer every question with its first choice, until the form comes."""
        for _ in range(6):
            if "/4/" not in self.page.url:
                return
            for group in self.page.locator("fieldset:has(input[type=radio])").all():
                if group.locator("input:checked").count() == 0:
                    group.locator("input[type=radio]").first.check()
            for choice in self.page.locator("form#buoc select").all():
                if not choice.input_value():
                    choice.select_option(index=1)
            self.press("Trả lời xong")
            self.page.wait_for_load_state()

    def fill_gaps(self) -> None:
        """Fill what is required and still empty, then go on."""
        for _ in range(4):
            if "/5/" not in self.page.url:
                return
            form = self.page.locator("form#buoc")
            groups = form.locator(
                "fieldset:has(input[type=radio]):not(:has(fieldset)):not(:has(> legend .optional))"
            )
            for group in groups.all():
                if group.locator("input:checked").count() == 0:
                    group.locator("input[type=radio]").first.check()
            for box in form.locator("[aria-required=true]").all():
                if box.get_attribute("type") == "checkbox":
                    box.check()
                elif not box.input_value():
                    _fill(box)
            for group in form.locator("fieldset:has(input[name$='.nam']):not(:has(fieldset))").all():
                if group.locator("> legend .optional").count() == 0:
                    for box in group.locator("input").all():
                        if not box.input_value():
                            _fill(box)
            for box in form.locator("table.entry tbody tr:first-child input").all():
                if not box.input_value():
                    name = box.get_attribute("name") or ""
                    box.fill(TABLE_CELLS.get(name.split(".")[-1], "Trường Đại học Y Hà Nội"))
            self.shoot("Q5")
            self.press("Xong tờ khai")
            self.page.wait_for_load_state()
        wrong = self.page.locator(".error, .has-error").all_inner_texts()
        assert "/5/" not in self.page.url, wrong

    def add_papers(self, picture: bytes) -> None:
        """Give one picture for every paper that is missing, then the way of return."""
        for _ in range(8):
            missing = self.page.locator("section.card.need input[type=file]")
            if missing.count() == 0:
                break
            paper = {"name": "giay.png", "mimeType": "image/png", "buffer": picture}
            with self.page.expect_navigation():
                missing.first.set_input_files(paper)
        self.shoot("Q6")
        self.page.locator("select[name=ward_code]").select_option("00070")
        self.press("Đủ giấy tờ, xem lại")
        self.sees("Xem lại")


def _fill(box) -> None:
    if box.evaluate("box => box.tagName") == "SELECT":
        box.select_option(index=1)
        return
    name = box.get_attribute("name") or ""
    ready: dict[str, str] = {".ngay": "02", ".thang": "03", ".nam": "2020"}
    usual = A_NUMBER if "so_dinh_danh" in name else "1"
    box.fill(next((value for end, value in ready.items() if name.endswith(end)), usual))


def after(every: Callable[[], None], *steps: Callable[[], None]) -> None:
    """Run the steps in order, and `every` after each."""
    for step in steps:
        step()
        every()
