"""T7: a day of forty people without the network, sent over a line that is cut at random."""

import random
import time
from collections import Counter

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page

from cuamo.dossiers.models import Brought, Dossier, DossierKey, DossierPaper, Visit
from cuamo.dossiers.states import State
from cuamo.payments.models import CashReceipt
from cuamo.web.counter import lock_state
from tests.support.city import begin_shift, staff
from tests.support.cut_line import AFTER, BEFORE, MIDDLE
from tests.web.offline.day import SCRIPT, wanted
from tests.web.offline.post import CLERK, PIN, Post

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 40
CODES = ("2.000635", "3.000347", "2.000635", "1.000894")
WAITING = "() => cuamoBench.vault.outlines('items').then((rows) => rows.map((row) => row.state))"
WORKS_FOR = """() => new Promise((done) => {
  const asked = indexedDB.open('cuamo-device');
  asked.onsuccess = () => {
    const found = asked.result.transaction('meta').objectStore('meta').get('clerk');
    found.onsuccess = () => { asked.result.close(); done(found.result?.value === 'WHO'); };
  };
})"""
"""Whether this PC works for somebody."""
LONGEST_S = 300
"""After the line is back everything is sent within five minutes."""


def test_forty_visits_of_a_day_without_network_arrive_once_each_over_a_line_that_is_cut_at_random(post, line):
    rng = random.Random(40)
    post.prepare()
    line.cut()
    page = post.open_bench()
    numbers = []
    for place in range(PEOPLE):
        sizes = (700, 900) if place % 8 else (1600, 1200)
        asked = wanted(place, CODES[place % len(CODES)], rng=rng, sizes=sizes)
        numbers.append(page.evaluate(SCRIPT, asked | {"consent": place != 7}))
        if place == 20:
            page = _killed_and_back(post)
    assert len(set(numbers)) == PEOPLE
    assert Counter(page.evaluate(WAITING)) == {"waiting": PEOPLE}
    assert not Visit.objects.exists(), "nothing has reached the server yet"

    _nobody_was_seen_at_the_server_for(hours=7)
    line.decide = _cuts(rng)
    line.restore()
    began = time.monotonic()
    beside = post.context.new_page()
    beside.goto(post.line.url + "/quay/may/ban/")
    beside.wait_for_selector("#buoc")
    killed = False
    while waiting := page.evaluate(WAITING):
        assert time.monotonic() - began < LONGEST_S, Counter(waiting)
        assert "look" not in waiting, page.evaluate("() => cuamoBench.all()")
        if not killed and len(waiting) < PEOPLE // 2:
            killed = True
            page = _killed_and_back(post)
            continue
        if rng.random() < 0.1:
            line.cut()
            time.sleep(0.2)
            line.restore()
        time.sleep(0.3)
    print(f"{PEOPLE} visits sent in {time.monotonic() - began:.0f} s over {line.cuts}")

    assert killed
    assert all(line.cuts.values()), line.cuts
    sent = Dossier.objects.all()
    assert sent.count() == PEOPLE - 1, "one person did not agree: a visit without a dossier"
    assert {dossier.state for dossier in sent} == {State.SUBMITTED}
    assert Visit.objects.count() == PEOPLE
    assert sorted(Brought.objects.values_list("local_number", flat=True)) == sorted(numbers)
    assert DossierKey.objects.filter(kind="LOCAL").count() == PEOPLE - 1
    assert DossierKey.objects.filter(kind="LOCAL").values("dossier_id").distinct().count() == PEOPLE - 1
    paid = sum(1 for place in range(PEOPLE) if CODES[place % len(CODES)] == "3.000347" and place != 7)
    assert CashReceipt.objects.count() == paid
    assert CashReceipt.objects.values("request_id").distinct().count() == paid
    papers = DossierPaper.objects.filter(removed_at=None)
    assert papers.values("dossier_id", "component_key", "file_id").distinct().count() == papers.count()
    codes = page.evaluate("() => cuamoBench.vault.recall('sent').then((rows) => rows.map((row) => row.code))")
    assert len(codes) == PEOPLE
    assert set(codes) - {""} == {dossier.shown_code for dossier in sent}
    assert page.evaluate("() => cuamoBench.vault.outlines('files')") == [], "files are wiped after sending"
    post.go("/quay/")
    assert post.page.query_selector("[data-lock-page]"), (
        "the counter was locked all the while; it was sent all the same"
    )


def test_one_clerk_neither_sees_nor_sends_nor_removes_what_another_left_on_the_pc(post, line):
    other = "truongca.hoankiem"
    post.prepare()
    line.cut()
    page = post.open_bench()
    number = page.evaluate(SCRIPT, wanted(1, CODES[0], rng=random.Random(1)))
    line.restore()
    # The session is the other clerk's now, before anything was sent.
    line.decide = lambda head: BEFORE if "/ho-so/" in head else ""
    post.context.clear_cookies()
    second = _second_clerk(other)
    post.sign_in(second)
    page = post.go("/quay/")
    page.evaluate("() => document.dispatchEvent(new CustomEvent('pin:set', {detail: {pin: '161803'}}))")
    post.until("() => cuamoVault.recall('pack-at')")
    line.decide = lambda head: ""

    page = post.go("/quay/cho-gui/")
    page.wait_for_selector("#tren-may .notice.warning")
    assert number not in page.inner_text("main")
    assert "của người khác" in page.inner_text("main")
    assert not page.evaluate(f"() => cuamoVault.open('{PIN}')"), "the first clerk's PIN opens nothing here"
    page = post.open_bench("161803")
    page.evaluate("() => cuamoBench.send()")
    assert page.evaluate("() => cuamoBench.all()") == []
    assert not Dossier.objects.exists()

    post.context.clear_cookies()
    post.sign_in(CLERK)
    post.go("/quay/")
    post.until(WORKS_FOR.replace("WHO", staff(CLERK).id))
    page = post.open_bench()
    page.evaluate("() => cuamoBench.send()")
    post.until("() => cuamoBench.vault.outlines('items').then((rows) => !rows.length)")
    assert DossierKey.objects.get(kind="LOCAL").value == number


def _nobody_was_seen_at_the_server_for(hours: int) -> None:
    """Set back when the session was last seen at work, as it is after a day without the network."""
    for row in Session.objects.all():
        said = row.get_decoded()
        said.setdefault(lock_state.KEY, {})["luc"] = int(time.time()) - hours * 3600
        row.session_data = SessionStore().encode(said)
        row.save()


def _killed_and_back(post: Post) -> Page:
    """Kill the browser; it comes back with the session it had and nobody signs in again."""
    kept = post.context.cookies()
    post.kill()
    post.context.add_cookies(kept)
    return post.open_bench()


def _second_clerk(username: str) -> str:
    """Let somebody else of the point work at this PC."""
    begin_shift(staff(username), at=timezone.now())
    return username


def _cuts(rng: random.Random):
    """Cut the line on one request in five: before, in the middle, or after the server has done its work."""

    def decide(head: str) -> str:
        if "/quay/may/" not in head or "sw.js" in head or "/ban/" in head:
            return ""
        if "POST /quay/may/ho-so/" in head and rng.random() < 0.25:
            return AFTER
        return rng.choices(("", BEFORE, MIDDLE, AFTER), (85, 5, 4, 6))[0]

    return decide
