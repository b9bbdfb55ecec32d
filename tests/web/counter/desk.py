"""A counter with its two screens in one Chromium: what the clerk presses, what the citizen touches."""

import random
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import choose_procedure
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.settle_money import settle_money
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.dossiers.services.submit import submit
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.selectors.status import status_of
from cuamo.payments.services.take_cash import take_cash
from cuamo.people.models import Account
from tests.support.browser import DESKTOP, Browser
from tests.support.city import CARD, PHONE, PNG, WARD, begin_shift, citizen_of, last_code, staff

TABLET = (1024, 768)
LONG_NAME = CARD.replace("Nguyễn Thị Đặng Thẳng", "NGUYỄN THỊ ĐẶNG THẲNG")
SIMPLE = "2.000635"
PAPER = {"name": "giay.png", "mimeType": "image/png", "buffer": PNG}
THREE_PAPERS = "1.013831"
"""Land is handed on: three papers."""


@dataclass
class Desk:
    """The clerk's page (`clerk`) and the citizen's (`citizen`), and how often a key was pressed."""

    browser: Browser
    url: str
    presses: int = 0
    by_step: dict[str, int] = field(default_factory=dict)
    papers: list[Any] = field(default_factory=lambda: [PAPER], repr=False)
    """What the scanner or the folder gives when the clerk asks for files."""

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(Account.objects.get(username="quay.hoankiem"))
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._clerk: Page | None = None
        self.citizen: Any = None

    def open_shift(self) -> None:
        """Open the clerk's shift behind the scenes."""
        begin_shift(staff("quay.hoankiem"), at=timezone.now())

    def sit_down(self, path: str = "/quay/", *, size: tuple[int, int] = DESKTOP, **looks: str) -> Page:
        """Open a page of the counter as the clerk; `looks` are cookies of reading comfort."""
        cookies = {settings.SESSION_COOKIE_NAME: self.session} | {
            name.replace("_", "-"): value for name, value in looks.items()
        }
        page = self._clerk = self.browser.open(self.url + path, size=size, cookies=cookies)
        page.on("filechooser", lambda chooser: chooser.set_files(self.papers))
        return page

    def turn_to(self, path: str) -> Page:
        """Open a page of the counter to be looked at, in the page looked at before where there is one."""
        if self._clerk is None or self._clerk.is_closed():
            return self.sit_down(path)
        return self.browser.turn(self._clerk, self.url + path)

    @property
    def clerk(self) -> Page:
        """The clerk's page."""
        assert self._clerk is not None
        return self._clerk

    def visit(self) -> Visit:
        """Return the newest visit."""
        return Visit.objects.latest("id")

    def dossier(self) -> Dossier:
        """Return the newest dossier."""
        return Dossier.objects.select_related("version").latest("id")

    def press(self, *keys: str) -> None:
        """Press keys one after the other; each counts as one press of the clerk, under the step it is on."""
        found = re.search(r"/luot/[^/]+/(\d+)/", self.clerk.url)
        for key in keys:
            self.presses += 1
            step = found.group(1) if found else "0"
            self.by_step[step] = self.by_step.get(step, 0) + 1
            self.clerk.keyboard.press(key)

    def scan(self, card: str = LONG_NAME) -> None:
        """Read a card as a scanner does: the whole text and Enter; a scan is no press."""
        self.clerk.keyboard.insert_text(card)
        self.clerk.keyboard.press("Enter")

    def at_step(self, step: int) -> None:
        """Wait until the clerk's page stands at the step and is ready for keys."""
        self.clerk.wait_for_url(re.compile(rf"/{step}/(\?|#|$)"))
        self.clerk.wait_for_load_state("load")

    def caret(self) -> str:
        """Return the name of what holds the caret."""
        name: str = self.clerk.evaluate(
            "(document.activeElement.name || document.activeElement.id || '')"
            " + (document.activeElement.value && document.activeElement.type === 'radio'"
            " ? '=' + document.activeElement.value : '')"
        )
        return name

    def caret_at(self, name: str) -> None:
        """Wait until the caret stands where the next answer goes."""
        self.clerk.wait_for_function(
            "name => (document.activeElement.name || document.activeElement.form?.id) === name", arg=name
        )

    def pair(self, *, size: tuple[int, int] = TABLET, **looks: str) -> Page:
        """Open the citizen screen of the newest visit."""
        address = f"{self.url}/man-hinh/{self.visit().screen_code}/"
        self.citizen = self.browser.open(address, size=size, touch=True, cookies=looks or None)
        return self.citizen

    def citizen_agrees(self) -> None:
        """Agree to the help on the citizen screen."""
        self.citizen.get_by_role("button", name="Đồng ý", exact=True).click()

    def citizen_confirms(self) -> None:
        """Read the summary, agree, key in the code from the phone."""
        self.citizen.get_by_role("button", name="Đúng rồi, tôi đồng ý nộp").click()
        self.citizen.wait_for_selector("input[name=ma]")
        self.citizen.fill("input[name=ma]", last_code(self.dossier().id))
        self.citizen.get_by_role("button", name="Xác nhận", exact=True).click()


@dataclass(frozen=True)
class Prepared:
    """A visit brought to a step by the services, the way the pages would."""

    visit: Visit
    dossier: Dossier | None

    @property
    def path(self) -> str:
        """The address of where the visit stands."""
        return f"/quay/luot/{self.visit.id}/"


def prepare(upto: int, *, procedure: str = SIMPLE, card: str = LONG_NAME) -> Prepared:
    """Bring a new visit so far that step `upto` can be shown (4 to 10)."""
    clerk, now = staff("quay.hoankiem"), timezone.now()
    visit = start_visit(clerk=clerk, card=read_card(card), phone=PHONE, at=now)
    if upto <= 2:
        return Prepared(visit, None)
    citizen = citizen_of(visit)
    give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen, at=now)
    if upto == 3:
        return Prepared(visit, None)
    dossier = choose_procedure(visit_id=visit.id, clerk=clerk, procedure_code=procedure, at=timezone.now())
    content, rng = dossier.version.content, random.Random(1)
    if upto >= 5:
        answers = plausible_answers(content, rng, simplest=True)
        dossier = answer_questions(dossier_id=dossier.id, actor=clerk, answers=answers, at=now)
    if upto >= 6:
        values = plausible_values(content, dossier.answers, dossier.values, today=date.today(), rng=rng)
        assert fill_form(dossier_id=dossier.id, actor=clerk, raw=values, at=now).errors == {}
    if upto >= 7:
        _papers_and_delivery(dossier.id, clerk)
    if upto >= 8:
        shown = request_confirmation(dossier_id=dossier.id, actor=clerk, at=now)
        agree_to_summary(
            dossier_id=dossier.id, summary_id=shown.id, citizen=citizen, place="Bưu điện Hà Nội", at=now
        )
    if upto >= 9:
        confirm(dossier_id=dossier.id, code=last_code(dossier.id), citizen=citizen, at=now)
    return Prepared(visit, Dossier.objects.select_related("version").get(id=dossier.id))


def _papers_and_delivery(dossier_id: Any, clerk: Any) -> None:
    now = timezone.now()
    for slot in paper_slots(Dossier.objects.select_related("version").get(id=dossier_id)):
        if not slot.complete:
            add_paper(
                dossier_id=dossier_id,
                actor=clerk,
                component_key=slot.need.key,
                data=PNG,
                filename="giay.png",
                at=now,
            )
    choice = {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD, "phone": PHONE}
    choose_delivery(dossier_id=dossier_id, actor=clerk, choice=choice, at=now)


def filed_before(procedure: str, *, card: str = LONG_NAME) -> Dossier:
    """Let the person of the card have filed this procedure on an earlier visit: a returning person."""
    clerk, now = staff("quay.hoankiem"), timezone.now()
    earlier = prepare(9, procedure=procedure, card=card)
    assert earlier.dossier is not None
    dossier = earlier.dossier
    asked = status_of(dossier.id)
    if asked is not None:
        shift = open_shift_of(clerk.id)
        assert shift is not None
        take_cash(
            request_id=asked.request_id, tendered_vnd=asked.amount_vnd, shift_id=shift.id, clerk=clerk, at=now
        )
        settle_money(dossier_id=dossier.id, amount_vnd=asked.amount_vnd, at=now)
    sent = submit(dossier_id=dossier.id, actor=clerk, key=f"truoc-{dossier.id}", at=timezone.now())
    end_visit(visit_id=earlier.visit.id, clerk=clerk, at=timezone.now())
    return sent
