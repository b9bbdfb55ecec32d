"""What the machine read, in a real browser: the counter's step 6 and the officer's page."""

import io
import random

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from benchmarks.reading_papers import Harm, photographed, printed
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import State
from cuamo.interop.systems.reading import language
from cuamo.people.models import Account
from tests.support.browser import assert_accessible, assert_no_sideways_scroll
from tests.support.city import PHONE, WARD, Counter, citizen_of, last_code, load_city, staff
from tests.support.jobs import run_due_jobs
from tests.web.counter.desk import Desk, prepare

pytestmark = pytest.mark.django_db(transaction=True)
SLOT = "giay_chung_sinh"


@pytest.fixture
def desk(transactional_db, live_server, browser) -> Desk:
    if not language.bring():
        pytest.skip("the language file is not here and npm could not bring it")
    load_city()
    at_work = Desk(browser, live_server.url)
    at_work.open_shift()
    return at_work


def _give(dossier: Dossier, kind: Kind, *, expired: bool = False) -> dict[str, str]:
    paper = printed(kind, random.Random(5), expired=expired)
    out = io.BytesIO()
    photographed(paper.picture, Harm(angle=1.0, quality=85), random.Random(1)).save(out, "JPEG", quality=90)
    add_paper(
        dossier_id=dossier.id,
        actor=staff("quay.hoankiem"),
        component_key=SLOT,
        data=out.getvalue(),
        filename="anh.jpg",
        at=timezone.now(),
    )
    return paper.facts


def _send(dossier: Dossier) -> Dossier:
    clerk, now = staff("quay.hoankiem"), timezone.now()
    Counter(clerk, now).add_papers(dossier.id)
    choice = {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD, "phone": PHONE}
    choose_delivery(dossier_id=dossier.id, actor=clerk, choice=choice, at=now)
    shown = request_confirmation(dossier_id=dossier.id, actor=clerk, at=now)
    citizen = citizen_of(dossier)
    agree_to_summary(
        dossier_id=dossier.id, summary_id=shown.id, citizen=citizen, place="Bưu điện Hà Nội", at=now
    )
    confirm(dossier_id=dossier.id, code=last_code(dossier.id), citizen=citizen, at=now)
    return submit(dossier_id=dossier.id, actor=clerk, key="k", at=now)


def test_proposals_come_while_the_clerk_works_on_and_one_press_takes_one_over(desk):
    prepared = prepare(6, procedure="1.001193")
    dossier = prepared.dossier
    assert dossier is not None
    clerk = staff("quay.hoankiem")
    answer_questions(dossier_id=dossier.id, actor=clerk, answers={SLOT: "GIAY"}, at=timezone.now())
    facts = _give(dossier, Kind.BIRTH_NOTICE)
    _give(dossier, Kind.ID_CARD, expired=True)
    page = desk.sit_down(f"{prepared.path}6/")
    expect(page.locator("#may-doc")).to_contain_text("Đang đọc 2 tệp")

    run_due_jobs("reading")

    expect(page.locator("#may-doc")).to_contain_text(facts["mother_id"], timeout=30_000)
    expect(page.locator("#may-doc")).to_contain_text("Giấy này giống «Căn cước»")
    page.locator("#may-doc").scroll_into_view_if_needed()
    desk.browser.shoot(page, "Q6-may-doc")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    row = page.locator(".proposal", has_text=facts["mother_id"])
    row.get_by_role("button").click()
    expect(page.locator(".proposal", has_text=facts["mother_id"])).to_have_count(0)
    kept = Dossier.objects.get(id=dossier.id)
    assert kept.values["me_so_dinh_danh"] == facts["mother_id"]

    page = desk.sit_down(f"{prepared.path}5/")
    expect(page.locator("[data-field=me_so_dinh_danh]")).to_contain_text("Giấy đã quét")
    desk.browser.shoot(page, "Q5-may-doc")
    assert_accessible(page)


def test_the_officer_reads_what_the_paper_says_beside_each_answer(desk):
    prepared = prepare(6, procedure="1.001193")
    dossier = prepared.dossier
    assert dossier is not None
    clerk = staff("quay.hoankiem")
    answer_questions(dossier_id=dossier.id, actor=clerk, answers={SLOT: "GIAY"}, at=timezone.now())
    facts = _give(dossier, Kind.BIRTH_NOTICE)
    run_due_jobs("reading")
    sent = _send(dossier)
    client = Client()
    client.force_login(Account.objects.get(username="tiepnhan.hoankiem"))
    cookie = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

    page = desk.browser.open(f"{desk.url}/xu-ly/ho-so/{sent.id}/", cookies=cookie)

    assert sent.state == State.SUBMITTED
    expect(page.get_by_text(f"Giấy ghi: {facts['mother_id']}")).to_be_visible()
    desk.browser.shoot(page, "X2-may-doc")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
