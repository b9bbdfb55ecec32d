"""The pages of a linked filing in a real browser: accessible, narrow, usable without scripts."""

from datetime import timedelta

from django.conf import settings
from django.test import Client

from cuamo.dossiers.services.ask_supplement import ask_supplement
from tests.dossiers.linked.conftest import BIRTH, CARD, HOME, SENT_AT, SET, Filing, officer
from tests.support.city import CARD as ID_CARD
from tests.support.city import Counter, begin_shift, load_city, staff
from tests.web.linked.test_pages import ITEM, other_counter, signed_in
from tests.web.my.conftest import sign_in


def _open(browser, live_server, who: Client | None, path: str):
    name = settings.SESSION_COOKIE_NAME
    return browser.leaf(live_server.url + path, cookies={name: who.cookies[name].value} if who else None)


def _in_trouble(counter: Counter) -> tuple[Filing, Filing]:
    """A filing whose residence is asked for a paper, and one whose birth was refused."""
    asked, refused = Filing(counter.sent(SET)), Filing(counter.sent(SET, seed=2))
    later = SENT_AT + timedelta(hours=1)
    for filing in (asked, refused):
        filing.accept(BIRTH, SENT_AT)
    asked.grant(BIRTH, later)
    refused.refuse(BIRTH, later)
    for filing in (asked, refused):
        filing.hear(later)
    asked.accept(HOME, later)
    asked.accept(CARD, later)
    home = asked.of(HOME)
    by = officer("chuyenvien", home.decided_by)
    ask_supplement(dossier_id=home.id, officer=by, items=[ITEM], at=later)
    asked.hear(later)
    return asked, refused


def test_pages_of_a_linked_filing_look_right_and_are_accessible(browser, live_server, transactional_db):
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    asked, refused = _in_trouble(Counter(clerk, SENT_AT))
    parent, police, counter = sign_in(name="parent"), signed_in("chuyenvien.ca-hn"), other_counter()
    token = asked.dossier.tracking_token
    assert parent.get("/toi/").status_code == 200, (
        "the first page loads the program; a browser would wait for it"
    )

    for name, who, path, nodes in (
        ("P2-linked", None, f"/thu-tuc/{SET}/", 600),
        ("P5-linked", None, f"/t/{token}/", 600),
        ("P5-linked-choice", None, f"/t/{refused.dossier.tracking_token}/", 600),
        ("T1-linked", parent, "/toi/", 600),
        ("T2L", parent, f"/toi/ho-so/{asked.id}/", 600),
        ("T2L-choice", parent, f"/toi/ho-so/{refused.id}/", 600),
        ("T2-part", parent, f"/toi/ho-so/{asked.of(HOME).id}/", 600),
        ("X2-linked", police, f"/xu-ly/ho-so/{asked.of(HOME).id}/", 1500),
        ("Q4F-linked", counter, f"/quay/tim/?q=/t/{token}", 900),
        ("Q13B", counter, f"/quay/bo-sung/{token}/", 900),
    ):
        page = _open(browser, live_server, who, path)
        assert page.locator("h1").count() == 1, path
        browser.shoot(page, name)
        browser.check(page, nodes=nodes)
        if name == "Q13B":
            page.locator("input[name=card]").fill(ID_CARD)
            page.keyboard.press("Enter")
            page.locator("input[type=file]").wait_for()
            browser.shoot(page, "Q13B-items")
            browser.check(page, nodes=nodes)
