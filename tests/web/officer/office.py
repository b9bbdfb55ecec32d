"""An office in a real browser: a counter that sends dossiers, officers at their screens, counted keys."""

from datetime import datetime, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.end_visit import end_visit
from tests.support.browser import DESKTOP, assert_legible, wear
from tests.support.city import CARD, Counter, begin_shift, load_city, staff
from tests.web.officer.desk import at_screen


class Office:
    """A city with a counter that sends dossiers, each of another person."""

    def __init__(self, browser, live_server) -> None:
        load_city()
        self.now = timezone.now()
        self.browser, self.url = browser, live_server.url
        self.counter = Counter(staff("quay.hoankiem"), self.now - timedelta(hours=2))
        begin_shift(self.counter.clerk, at=self.counter.at)
        self.sent = 0

    def send(self, procedure: str = "2.000635", *, at: datetime | None = None) -> Dossier:
        self.sent += 1
        card = CARD.replace("001185012345", f"0011850123{self.sent:02d}")
        self.counter.at = at or self.now - timedelta(hours=2)
        dossier = self.counter.sent(procedure, card=card)
        assert dossier.visit_id is not None
        end_visit(visit_id=dossier.visit_id, clerk=self.counter.clerk, at=self.counter.at)
        return dossier

    def open(self, username: str, path: str, *, dark: bool = False, size=DESKTOP) -> Page:
        cookies = cookies_of(username) | ({"nen": "toi"} if dark else {})
        return self.browser.open(self.url + path, size=size, dark=dark, cookies=cookies)

    def leaf(self, username: str, path: str, *, dark: bool = False, size=DESKTOP) -> Page:
        """Open the page to be looked at; the one looked at before is gone."""
        cookies = cookies_of(username) | ({"nen": "toi"} if dark else {})
        return self.browser.leaf(self.url + path, size=size, dark=dark, cookies=cookies)

    def look(self, username: str, path: str, name: str) -> Page:
        """Photograph and check the page in the light and in the dark; return it in the light.

        It is there until the next look.
        """
        page = self.leaf(username, path)
        self.browser.shoot(page, name)
        self.browser.check(page, nodes=1500)
        page.emulate_media(color_scheme="dark")
        wear(page, {"nen": "toi"})
        assert_legible(page)
        self.browser.shoot(page, f"{name}-dark", sizes=(DESKTOP,), full=False)
        page.emulate_media(color_scheme="light")
        wear(page, {})
        return page


def cookies_of(username: str) -> dict[str, str]:
    """Sign the person in and return the cookies of their browser."""
    client: Client = at_screen(username)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1


def in_order(*dossiers: Dossier) -> list[Dossier]:
    """The dossiers as the queue lists them."""
    waiting = WorkItem.objects.order_by("due_at", "dossier_id").values_list("dossier_id", flat=True)
    return sorted(dossiers, key=lambda dossier: list(waiting).index(dossier.id))
