"""A courier's phone: a Chromium with its own profile that can be killed and started again."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.browser import CHROMIUM, PHONE, driver
from tests.support.cut_line import CutLine
from tests.web.offline.post import Post

PIN = "314159"
PLACE = {"latitude": 21.0285, "longitude": 105.8542, "accuracy": 12}


class Phone(Post):
    """The courier's browser; `page` is the page in front."""

    def __init__(self, line: CutLine, profile: Path, courier: str) -> None:
        super().__init__(line, profile, courier)

    def start(self) -> None:
        """Start the browser on the same profile as before."""
        self.context = driver().chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            viewport={"width": PHONE[0], "height": PHONE[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            has_touch=True,
            geolocation=PLACE,
            permissions=["geolocation"],
        )
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: print("page:", error, error.stack))
        self.page.on("console", lambda said: print("page:", said.text) if said.type == "error" else None)

    def prepare(self, pin: str = PIN) -> None:
        """Sign in, set the PIN, wait until the run and the program are on this phone."""
        self.sign_in()
        self.open("")
        self.page.wait_for_selector("form[data-kind=set]")
        self.page.fill("#id_p", pin)
        self.page.fill("#id_again", pin)
        self.page.click("#viec-chinh button[type=submit]")
        self.page.wait_for_selector("#trang .list")
        self.page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")

    def open(self, place: str) -> Page:
        """Open a place of the program."""
        return self.go(f"/giao/may/#{place}")

    def unlock(self, pin: str = PIN) -> None:
        """Give the PIN where it is asked for."""
        self.page.wait_for_selector("#trang h1")
        if self.page.query_selector("form[data-kind=open]"):
            self.page.fill("#id_p", pin)
            self.page.keyboard.press("Enter")
            self.page.wait_for_selector("form[data-kind]", state="detached")

    def acts(self) -> list[dict[str, Any]]:
        """Return what lies on the phone, in its order."""
        found: list[dict[str, Any]] = self.until("() => globalThis.cuamoGiao?.acts().then((all) => [all])")[0]
        return found

    def scan(self, label: str, way: str = "nhan") -> str:
        """Scan a label like a wedge scanner does; return what the phone says."""
        self.page.fill("#id_label", label)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "label => document.querySelector('#trang .notice')?.textContent.includes(label)", arg=label
        )
        return str(self.page.inner_text("#trang .notice"))
