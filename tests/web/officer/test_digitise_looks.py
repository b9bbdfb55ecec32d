"""Digitising in a real browser: signed by one key, wide and narrow; the citizen's own papers too."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from cuamo.documents.ports import DocumentSigner
from cuamo.dossiers.models import DigitalCopy, DossierPaper, OwnPaper
from cuamo.dossiers.services.digitise import Seen, digitise
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.dossiers.services.pair_originals import label_originals, receive_original
from cuamo.dossiers.services.rescan import report_fault
from cuamo.dossiers.services.reuse_paper import remove_own_paper, reuse_paper
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import ports
from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import as_record
from cuamo.kernel.models import Event
from cuamo.oversight.models import DigitalFact
from cuamo.oversight.services.count_digital import DIGITAL, count_digital
from tests.documents.pages import jpeg, sheet
from tests.support import city as samples
from tests.support.browser import DESKTOP, assert_legible, wear
from tests.support.city import Counter, begin_shift, citizen_of, load_city, staff
from tests.support.jobs import run_due_jobs
from tests.support.simulators import running_simulator
from tests.web.my.conftest import sign_in
from tests.web.officer.desk import WITH_PAPERS, at_screen, page_of

pytestmark = pytest.mark.django_db(transaction=True)
COMPONENT = "giay_to_can_cu"


@pytest.fixture
def signing():
    with running_simulator("signing") as url:
        adapter = RemoteDocumentSigner(url, settings.SIGNING_SECRET)
        ports.bind(DocumentSigner, lambda: adapter)
        yield adapter


def test_papers_are_digitised_by_keys_and_the_pages_look_right(
    browser, live_server, transactional_db, signing, monkeypatch
):
    load_city()
    monkeypatch.setattr(samples, "PNG", jpeg(sheet()))
    now = timezone.now()
    at = now - timedelta(hours=2)
    counter, receiver = Counter(staff("quay.hoankiem"), at), staff("tiepnhan.hoankiem")
    begin_shift(counter.clerk, at=at)
    first, second, faulty, untouched = (_sent(counter) for _ in range(4))

    def see(client, path, name, *, size=DESKTOP):
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        page = browser.leaf(live_server.url + path, size=size, cookies=cookies)
        browser.shoot(page, name)
        browser.check(page, nodes=1500)
        return page

    desk = at_screen("tiepnhan.hoankiem")
    page = see(desk, f"{page_of(first)}so-hoa/", "X2s-chua-xem")
    page.keyboard.press("F10")
    expect(page.locator("#thong-bao")).to_contain_text("Đang ký số")
    assert DigitalCopy.objects.filter(dossier=first).exclude(checked_at=None).exists()

    ends = {paper.id: Seen(valid_until=(now - timedelta(days=3)).date()) for paper in _papers(second)}
    digitise(dossier_id=second.id, officer=receiver, seen=ends, at=at)
    run_due_jobs("signing")
    label = label_originals(dossier_id=first.id, actor=receiver, at=now)[0]
    receive_original(dossier_id=first.id, officer=receiver, text=label.label, at=now)
    label_originals(dossier_id=faulty.id, actor=receiver, at=now)
    paper = _papers(faulty)[0]
    report_fault(dossier_id=faulty.id, officer=receiver, paper_id=paper.id, faults=["PAGES"], at=now)
    good, ended = OwnPaper.objects.get(dossier_id=first.id), OwnPaper.objects.get(dossier_id=second.id)
    draft = counter.draft(WITH_PAPERS)
    for each in _papers(draft):
        each.delete()
    see(at_screen("quay.hoankiem"), f"/quay/luot/{draft.visit_id}/6/", "Q6-giay-da-co")
    reuse_paper(
        dossier_id=draft.id, actor=citizen_of(draft), own_paper_id=good.id, component_key=COMPONENT, at=now
    )
    for row in Event.objects.filter(name__in=DIGITAL).order_by("id"):
        count_digital(as_record(row))
    today = now.astimezone(HANOI).date()
    DigitalFact.objects.update(
        received_on=today, finished_on=today, result_file=True, received_by=first.received_by
    )
    see(desk, f"{page_of(first)}so-hoa/", "X2s-da-ky")
    page = see(desk, f"{page_of(faulty)}so-hoa/", "X2s-quet-lai")
    wear(page, {"nen": "toi"})
    assert_legible(page)
    see(desk, page_of(faulty), "X2-so-hoa")
    see(desk, page_of(untouched, "tiep-nhan"), "X3-so-hoa")
    see(desk, "/xu-ly/quet/", "X2q")
    citizen = sign_in()
    see(citizen, "/toi/giay-to/", "T4")
    remove_own_paper(own_paper_id=ended.id, citizen=citizen_of(second), at=now)
    see(citizen, "/toi/giay-to/", "T4-da-bo")
    stranger = sign_in(samples.CARD.replace("001185012345", "001185054321"), "vneid-2")
    see(stranger, "/toi/giay-to/", "T4-trong")
    see(at_screen("giamsat.trungtam"), "/giam-sat/so-hoa/", "S1s")


def _sent(counter):
    dossier = counter.sent(WITH_PAPERS)
    end_visit(visit_id=dossier.visit_id, clerk=counter.clerk, at=counter.at)
    return dossier


def _papers(dossier):
    return list(DossierPaper.objects.filter(dossier=dossier, removed_at=None))
