"""The pages of a citizen in a real browser: accessible, narrow, and usable without scripts."""

import random
from datetime import date, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.organisation.services.sign_in_limit import take_try
from tests.support.city import MORNING, PHONE, WARD, Counter, begin_shift, load_city, staff, summary_on
from tests.web.my.conftest import ASKED, sign_in


def _draft_of(citizen: Client, procedure: str) -> Dossier:
    """Open a draft and fill it up to the delivery."""
    known = set(Dossier.objects.values_list("id", flat=True))
    citizen.post(f"/nop/{procedure}/")
    dossier = Dossier.objects.exclude(id__in=known).get()
    rng, content = random.Random(1), dossier.version.content
    for _ in range(4):
        citizen.post(f"/nop/{dossier.id}/cau-hoi/", plausible_answers(content, rng, simplest=True))
    dossier.refresh_from_db()
    values = plausible_values(content, dossier.answers, dossier.values, today=date.today(), rng=rng)
    flat = {
        key: ("on" if value is True else value) for key, value in values.items() if value not in (None, "")
    }
    for page in range(1, 8):
        answer = citizen.post(f"/nop/{dossier.id}/to-khai/{page}/", flat)
        if "to-khai" not in answer.headers.get("Location", ""):
            break
    way = {"way": "HOME", "address": "Số 12 phố Hàng Bông", "ward_code": WARD, "phone": PHONE}
    citizen.post(f"/nop/{dossier.id}/nhan-ket-qua/", way)
    return dossier


def _open(browser, live_server, citizen: Client, path: str, *, scripts: bool = True):
    cookies = {settings.SESSION_COOKIE_NAME: citizen.cookies[settings.SESSION_COOKIE_NAME].value}
    return browser.leaf(live_server.url + path, cookies=cookies, scripts=scripts)


def test_pages_of_a_citizen_look_right_and_are_accessible(browser, live_server, transactional_db):
    load_city()
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    asked = Counter(clerk, MORNING).sent()
    accept(dossier_id=asked.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))
    at = MORNING + timedelta(minutes=30)
    ask_supplement(dossier_id=asked.id, officer=staff("chuyenvien.hoankiem"), items=ASKED, at=at)
    citizen = sign_in()
    sent = _draft_of(citizen, "2.000635")
    path = f"/nop/{sent.id}/xem-lai/"
    citizen.post(path, {"tom_tat": summary_on(citizen.get(path).content.decode())})
    draft = _draft_of(citizen, "2.000635")
    papers = _draft_of(citizen, "1.001193")

    for name, path in (
        ("T1", "/toi/"),
        ("T2", f"/toi/ho-so/{asked.id}/"),
        ("T3", f"/toi/ho-so/{asked.id}/bo-sung/"),
        ("T6", "/toi/ai-da-xem/"),
        ("P4-1", "/nop/1.001193/"),
        ("P4-2", f"/nop/{papers.id}/cau-hoi/"),
        ("P4-3", f"/nop/{draft.id}/to-khai/1/"),
        ("P4-3b", f"/nop/{papers.id}/giay-to/"),
        ("P4-4", f"/nop/{draft.id}/nhan-ket-qua/"),
        ("P4-5", f"/nop/{draft.id}/xem-lai/"),
        ("P4-5-gaps", f"/nop/{papers.id}/xem-lai/"),
        ("P6", f"/nop/{sent.id}/xong/"),
    ):
        page = _open(browser, live_server, citizen, path)
        assert page.locator("h1").count() == 1, path
        browser.shoot(page, name)
        browser.check(page, nodes=900)
        bare = _open(browser, live_server, citizen, path, scripts=False)
        assert bare.locator("h1").inner_text() == page.locator("h1").inner_text()


def test_pages_for_what_a_person_may_run_into_look_right(browser, live_server, transactional_db, monkeypatch):
    load_city()
    citizen = sign_in()
    for _ in range(11):
        take_try(what="track:H26-1", most=10, at=timezone.now())

    for name, path, status in (
        ("E400", "/?q=%00", "400"),
        ("E403", "/quay/", "403"),
        ("E404", "/khong-co-trang-nay", "404"),
        ("E404-dossier", "/t/KHONGCO/", "404"),
        ("E405", "/dang-nhap/ra/", "405"),
    ):
        page = _open(browser, live_server, citizen, path)
        browser.shoot(page, name)
        browser.check(page, allow_faults=(status,))
        assert page.locator("main a, main button").count() or page.locator("header a").count()

    page = browser.leaf(f"{live_server.url}/tra-cuu/")
    page.fill("input[name=ma]", "H26-1")
    page.fill("input[name=bon_so]", "0000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    assert "Thử lại từ" in page.inner_text("main")
    browser.shoot(page, "E429")
    browser.check(page, allow_faults=("429",))

    def fall_over(**_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("cuamo.web.portal.home.most_used", fall_over)
    page = browser.leaf(f"{live_server.url}/")
    browser.shoot(page, "E500")
    browser.check(page, allow_faults=("500",))
    assert "Máy chủ gặp lỗi" in page.inner_text("body") or "Chưa làm được" in page.inner_text("body")
