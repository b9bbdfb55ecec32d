"""Drives a real Chromium for page tests: opens, photographs, weighs and checks pages."""

import atexit
import gzip
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, Playwright, Request, sync_playwright

PHONE = (360, 740)
SMALL = (320, 640)
DESKTOP = (1366, 768)
A4 = 671
"""Width in CSS pixels of what is left on a sheet between the margins of `print.css`."""
SCREENS = Path(__file__).resolve().parents[1] / "screens"
CHROMIUM = os.environ.get("CUAMO_CHROMIUM", "/usr/bin/chromium")
PICTURES = bool(os.environ.get("CUAMO_PICTURES"))
FIRST_REQUEST_MS = 60_000
"""The first request of a process loads every page there is: on a loaded machine more than 15 seconds."""
FONTS_ARE_THERE = (
    "Promise.race([document.fonts.ready.then(() => 1), new Promise((r) => setTimeout(r, 3000))])"
)
AXE_RULES = {
    "resultTypes": ["violations", "incomplete"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}

RESTING = "static/vendor/OFL.txt"
"""Where a page waits for the next look: of the same origin, so that its process stays, and asking nothing."""
KEPT = "indexeddb,cache_storage,service_workers"
"""What a page can keep in the browser beside its cookies and the little stores."""
WORN = {
    "nen": ("data-theme", {"toi": "dark", "sang": "light"}),
    "tuong-phan": ("data-contrast", {"1": "high"}),
    "co-chu": ("data-size", {"1": "1", "2": "2", "3": "3"}),
}
"""What the server makes of the cookies of reading comfort: attributes of <html>, all that sheets ask for."""

LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""Rules of axe whose answer hangs on colours and sizes."""


@dataclass
class Weight:
    """What one page cost: requests, bytes as sent compressed, DOM nodes."""

    requests: int = 0
    bytes: int = 0
    nodes: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)


class Browser:
    """One Chromium for a test session; pages are opened in their own contexts."""

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self._contexts: list[Any] = []
        self._leaves: dict[tuple[bool, bool], Page] = {}

    def open(
        self,
        url: str,
        *,
        size: tuple[int, int] = PHONE,
        cookies: dict[str, str] | None = None,
        scripts: bool = True,
        dark: bool = False,
        touch: bool = False,
    ) -> Page:
        """Open `url` in a fresh context; `check` fails on faults of scripts and refusals by the policy."""
        context = self.chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        if cookies:
            context.add_cookies(
                [{"name": name, "value": value, "url": origin(url)} for name, value in cookies.items()]
            )
        page: Page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.faults = faults  # type: ignore[attr-defined]
        page.goto(url, wait_until="load", timeout=FIRST_REQUEST_MS)
        if scripts:
            page.evaluate(FONTS_ARE_THERE)
        return page

    def leaf(
        self,
        url: str,
        *,
        size: tuple[int, int] = PHONE,
        cookies: dict[str, str] | None = None,
        scripts: bool = True,
        dark: bool = False,
        touch: bool = False,
    ) -> Page:
        """Open `url` as `open` does, for a look: the page looked at before is gone, and all it noted.

        Style sheets, fonts and programs are there already, and so is the process that draws: for a look a
        fresh context costs several times the page. Whoever changes more than a page can (the network, what
        is allowed, what is listened to) and whoever needs two pages at once takes `open`.
        """
        page = self._leaves.pop((scripts, touch), None)
        if page is None or not (_rest(page) and _forget(page, scripts=scripts)):
            page = self.open(url, size=size, cookies=cookies, scripts=scripts, dark=dark, touch=touch)
            self._contexts.remove(page.context)
        else:
            if cookies:
                page.context.add_cookies(
                    [{"name": name, "value": value, "url": origin(url)} for name, value in cookies.items()]
                )
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto(url, wait_until="load", timeout=FIRST_REQUEST_MS)
            if scripts:
                page.evaluate(FONTS_ARE_THERE)
        self._leaves[scripts, touch] = page
        return page

    def turn(self, page: Page, url: str) -> Page:
        """Open another address in a page one is done with: whose it is stays, what it noted goes.

        Style sheets, fonts and programs are there already; a fresh context brings and compiles them anew.
        """
        page.goto(origin(url) + RESTING)
        page.evaluate("localStorage.clear(), sessionStorage.clear(), 0")
        page.faults.clear()  # type: ignore[attr-defined]
        page.goto(url, wait_until="load", timeout=FIRST_REQUEST_MS)
        page.evaluate(FONTS_ARE_THERE)
        return page

    def shoot(
        self,
        page: Page,
        name: str,
        *,
        sizes: tuple[tuple[int, int], ...] = (PHONE, DESKTOP),
        full: bool = True,
    ) -> list[Path]:
        """Photograph the page at each size into `tests/screens/` and return the files; look at them.

        Only where `CUAMO_PICTURES` asks for it: a picture is for eyes, it proves nothing by itself.
        """
        if not PICTURES:
            return []
        SCREENS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        shots = []
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            shot = SCREENS / f"{name}-{width}.png"
            page.screenshot(path=str(shot), full_page=full)
            shots.append(shot)
        if before:
            page.set_viewport_size(before)
        return shots

    def check(
        self, page: Page, *, nodes: int = 600, narrow: bool = True, allow_faults: tuple[str, ...] = ()
    ) -> None:
        """Assert what every page keeps: axe 0, no script or policy fault, few nodes, no sideways scroll."""
        assert_accessible(page)
        faults = [fault for fault in page.faults if not any(part in fault for part in allow_faults)]  # type: ignore[attr-defined]
        assert not faults, faults
        count = page.evaluate("document.querySelectorAll('*').length")
        assert count <= nodes, f"{count} DOM nodes, at most {nodes}"
        if narrow:
            assert_no_sideways_scroll(page)

    def weigh(self, url: str, *, cookies: dict[str, str] | None = None) -> Weight:
        """Load `url` with a cold cache and count requests and compressed bytes (gzip where text)."""
        context = self.chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
        if cookies:
            context.add_cookies(
                [{"name": name, "value": value, "url": origin(url)} for name, value in cookies.items()]
            )
        page = context.new_page()
        seen: list[Request] = []
        page.on("requestfinished", lambda request: seen.append(request))  # noqa: PLW0108 - a builtin is refused
        page.goto(url, wait_until="networkidle")
        weight = Weight(requests=len(seen), nodes=page.evaluate("document.querySelectorAll('*').length"))
        for request in seen:
            response = request.response()
            moved = response is not None and 300 <= response.status < 400
            body = response.body() if response and not moved else b""
            kind = request.resource_type
            size = len(body) if kind in ("font", "image") else len(gzip.compress(body, 9))
            weight.bytes += size
            weight.by_kind[kind] = weight.by_kind.get(kind, 0) + size
        context.close()
        return weight

    def close_pages(self) -> None:
        """Close every page opened since the last call; an open page goes on asking the server for news."""
        for context in self._contexts:
            for page in context.pages:
                with suppress(Error):
                    page.goto("about:blank", timeout=5_000)  # a page still on its way never lets go
            context.close()
        self._contexts.clear()
        for scripts, touch in list(self._leaves):
            page = self._leaves.pop((scripts, touch))
            if _rest(page) and _forget(page, scripts=scripts):
                self._leaves[scripts, touch] = page


def launch() -> Iterator[Browser]:
    """Start Chromium once; use as the body of a session fixture (`yield from launch()`)."""
    from cuamo.web import assets

    assets.build()
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    chromium = driver().chromium.launch(
        executable_path=CHROMIUM,
        args=[
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--js-flags=--single-threaded",  # compiling and sweeping beside the page takes more in all
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ],
    )
    browser = Browser(chromium)
    yield browser
    browser.close_pages()
    chromium.close()


def _rest(page: Page) -> bool:
    """Go where nothing is asked, so that nothing late is noted about the next look.

    False, and the page is gone, where its server is no longer there.
    """
    try:
        if not page.url.endswith(RESTING):
            page.goto(origin(page.url) + RESTING, timeout=5_000)
    except Error:
        page.context.close()
        return False
    return True


def _forget(page: Page, *, scripts: bool) -> bool:
    """Drop what the page noted, its cookies and its workers; False, and it is gone, where that cannot be."""
    try:
        page.context.clear_cookies()
        if scripts and page.evaluate(_NOTED):
            protocol = page.context.new_cdp_session(page)
            place = origin(page.url).rstrip("/")
            protocol.send("Storage.clearDataForOrigin", {"origin": place, "storageTypes": KEPT})
            protocol.detach()
    except Error:
        page.context.close()
        return False
    page.faults.clear()  # type: ignore[attr-defined]
    return True


_NOTED = """async () => {
  localStorage.clear();
  sessionStorage.clear();
  const workers = navigator.serviceWorker;
  const found = [indexedDB.databases(), globalThis.caches?.keys(), workers?.getRegistrations()];
  return (await Promise.all(found)).some((kept) => kept?.length); }"""


def origin(url: str) -> str:
    """Return scheme and host: a cookie set for a deeper address would be sent below it only."""
    return "/".join(url.split("/", 3)[:3]) + "/"


def scan(page: Page, text: str, *, stalls_before: int | None = None) -> None:
    """Key `text` and Enter as a wedge scanner does: 3 ms a key by the keyboard's own clock, at any load.

    With `stalls_before`, the line is quiet for half a second before that key.
    """
    keyboard = page.context.new_cdp_session(page)
    at = time.time()
    for place, key in enumerate([*text, "Enter"]):
        at += 0.5 if place == stalls_before else 0.003
        word = {"key": key, "timestamp": at}
        keyboard.send(
            "Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r" if key == "Enter" else key, **word}
        )
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **word})
    keyboard.detach()


@cache
def driver() -> Playwright:
    """Return the one Playwright of this process: two cannot run side by side."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright


def attributes_of(looks: Mapping[str, str]) -> dict[str, str | None]:
    """Return the attributes of <html> the server draws for these cookies; None where it draws none."""
    plain: dict[str, str | None] = {"data-theme": None, "data-contrast": None, "data-size": "1"}
    return plain | {WORN[name][0]: WORN[name][1][value] for name, value in looks.items()}


def wear(page: Page, looks: Mapping[str, str]) -> None:
    """Put the page into other looks where it stands, as if it had been opened with these cookies.

    A page costs far more to open than to look at. `tests/web/design/test_looks_in_place.py` proves that the
    server draws the same; here the page must be one of those the server draws looks for.
    """
    wanted = attributes_of(looks)
    drawn = page.evaluate(
        """([wanted, size, contrast]) => {
          const root = document.documentElement;
          if (!root.dataset.size || (wanted["data-theme"] && !root.dataset.density)) return false;
          for (const [name, value] of Object.entries(wanted))
            value === null ? root.removeAttribute(name) : root.setAttribute(name, value);
          for (const button of document.querySelectorAll("button[name=co-chu]"))
            button.setAttribute("aria-pressed", String(button.value === size));
          for (const button of document.querySelectorAll("button[name=tuong-phan]"))
            button.setAttribute("aria-pressed", String(contrast));
          for (const change of document.getAnimations())
            change instanceof CSSTransition ? change.finish() : 0;
          return true; }""",
        [wanted, wanted["data-size"], wanted["data-contrast"] == "high"],
    )
    assert drawn, f"{page.url} is not drawn in the looks a person chose"


def assert_accessible(page: Page) -> None:
    """Fail with rule, target and advice for each axe violation."""
    _assert_axe(page, AXE_RULES)


def assert_legible(page: Page) -> None:
    """Fail where other colours or larger letters harm: the rest of axe is a matter of the same elements."""
    _assert_axe(page, {**AXE_RULES, "runOnly": {"type": "rule", "values": LOOKS}})


def _assert_axe(page: Page, options: dict[str, Any]) -> None:
    if not page.evaluate("Boolean(window.axe && window.axe.run)"):
        page.evaluate(_axe())
    found = page.evaluate(_RUN_AXE, options)
    lines = [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html']} – {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not lines, "\n".join(lines)


_RUN_AXE = """async (options) => {
  const said = await axe.run(document, options);
  // Text in the very colour of its ground: axe leaves that undecided, a reader does not.
  const unseen = said.incomplete.filter((rule) => rule.id === "color-contrast")
    .map((rule) => ({ ...rule, nodes: rule.nodes.filter((node) => node.failureSummary.includes("1:1")) }));
  return [...said.violations, ...unseen].map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(
    ({ target, html, failureSummary }) => (
      { target, html: html.slice(0, 160), failureSummary: failureSummary.slice(0, 300) })) })); }"""
"""The whole answer is long; only what fails leaves the browser."""


@cache
def _axe() -> str:
    """Return the program of axe, read once."""
    return str(Axe().axe_script)


def assert_tables_fit(page: Page, *, width: int = SMALL[0], printed: bool = False) -> None:
    """Fail when a table that folds is wider than its box, on a phone or on paper."""
    before = page.viewport_size
    page.set_viewport_size({"width": A4 if printed else width, "height": SMALL[1]})
    page.emulate_media(media="print" if printed else "screen")
    found = page.evaluate(
        """() => [...document.querySelectorAll(".table-box:has(> .fold)")].map((box) => [
          box.querySelector("caption").textContent.trim(), box.scrollWidth - box.clientWidth])"""
    )
    page.emulate_media(media="screen")
    if before:
        page.set_viewport_size(before)
    assert found, "no table folds here"
    wide = [(name, over) for name, over in found if over > 1]
    assert not wide, f"wider than the box: {wide}"


def assert_no_sideways_scroll(page: Page) -> None:
    """Fail when the page is wider than 320 px, at normal and at 200 % text."""
    before = page.viewport_size
    page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    found = page.evaluate(
        """() => {
          const root = document.documentElement;
          const right = (e) => Math.round(e.getBoundingClientRect().right);
          const found = ["100%", "200%"].map((size) => {
            root.style.setProperty("font-size", size);
            const w = root.clientWidth;
            if (root.scrollWidth <= w) return [size, []];
            return [size, [...document.body.querySelectorAll("*")]
              .filter((e) => right(e) > w + 1 && !e.closest(".table-box, .head-edge, .lattice, .hidden"))
              .slice(0, 8).map((e) => e.tagName + "." + e.className + " " + right(e))];
          });
          root.style.removeProperty("font-size");
          return found; }"""
    )
    for size, wide in found:
        assert not wide, f"sideways scroll at 320 px, text {size}: {wide}"
    if before:
        page.set_viewport_size(before)
