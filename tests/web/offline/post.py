"""One PC of a counter: a Chromium with its own profile that can be killed and started again."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error, Page

from cuamo.people.models import Account
from cuamo.web import assets
from tests.support.browser import CHROMIUM, DESKTOP, driver
from tests.support.city import begin_shift, staff
from tests.support.cut_line import CutLine

PIN = "271828"
CLERK = "quay.hoankiem"


class Post:
    """The clerk's browser; `page` is the page in front."""

    def __init__(self, line: CutLine, profile: Path, clerk: str = CLERK) -> None:
        self.line, self.profile, self.clerk = line, profile, clerk
        self.context: Any = None
        os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        assets.build()

    def open_shift(self) -> None:
        """Open the clerk's shift behind the scenes."""
        begin_shift(staff(self.clerk), at=timezone.now())

    def start(self) -> None:
        """Start the browser on the same profile as before."""
        self.context = driver().chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: print("page:", error, error.stack))

    def stop(self) -> None:
        """Close the browser as a person does."""
        with suppress(Error):
            self.context.close()

    def kill(self) -> None:
        """End the browser at once and without a word (SIGKILL), then start it again on the same profile."""
        for pid in self._processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self._processes():
            time.sleep(0.02)
        self.stop()
        for left in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / left).unlink(missing_ok=True)
        self.start()

    def _processes(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    ours = f"--user-data-dir={self.profile}".encode() in (entry / "cmdline").read_bytes()
                    if ours and (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                        found.append(int(entry.name))
        return found

    def sign_in(self, clerk: str | None = None) -> None:
        """Give this browser the session of the clerk."""
        client = Client()
        client.force_login(Account.objects.get(username=clerk or self.clerk))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.line.url + "/"}]
        )

    def until(self, question: str, *, seconds: float = 20) -> Any:
        """Ask the page until it answers with something; a promise is waited for."""
        question = question.replace("cuamoVault.", "globalThis.cuamoVault?.")  # it comes with a module
        last = time.monotonic() + seconds
        while True:
            with suppress(Error):  # a page that goes on to another answers nothing
                if answer := self.page.evaluate(question):
                    return answer
            assert time.monotonic() < last, question
            time.sleep(0.05)

    def send(self) -> None:
        """Let the bench send what waits until nothing does."""
        last = time.monotonic() + 30
        while waiting := self.page.evaluate("() => (cuamoBench.send(), cuamoBench.all())"):
            assert "look" not in {item["state"] for item in waiting}, [item["reasons"] for item in waiting]
            assert time.monotonic() < last, waiting
            time.sleep(0.2)

    def go(self, path: str) -> Page:
        """Open a page of the counter."""
        self.page.goto(self.line.url + path, wait_until="load")
        return self.page

    def prepare(self, pin: str = PIN) -> None:
        """Sign in, set the PIN, wait until everything the day needs is on this PC."""
        self.sign_in()
        self.go("/quay/")
        self.page.evaluate("pin => document.dispatchEvent(new CustomEvent('pin:set', {detail: {pin}}))", pin)
        self.until("() => cuamoVault.recall('pack-at')")
        self.page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")

    def open_bench(self, pin: str = PIN, query: str = "") -> Page:
        """Open the bench; where it asks for the PIN, give it."""
        self.go(f"/quay/may/ban/{query}")
        self.unlock(pin)
        return self.page

    def unlock(self, pin: str = PIN) -> None:
        """Give the PIN where it is asked for."""
        self.page.wait_for_selector("#buoc")
        if self.page.query_selector("[data-pin=open]"):
            self.page.fill("#id_pin", pin)
            self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#buoc:not([data-pin])")
