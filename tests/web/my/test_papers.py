"""T4: one's own papers, used again when applying and in a supplement; nobody else's are seen."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from cuamo.documents.ports import DocumentSigner
from cuamo.dossiers.models import Dossier, DossierPaper, OwnPaper, PaperUse
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.digitise import digitise
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import ports
from tests.documents.pages import jpeg, sheet
from tests.support import city as samples
from tests.support.city import MORNING, staff
from tests.support.jobs import run_due_jobs
from tests.support.simulators import running_simulator
from tests.web.my.conftest import OTHER_CARD, sign_in

pytestmark = pytest.mark.django_db
WITH_PAPERS, COMPONENT = "1.004859", "giay_to_can_cu"
AT = MORNING + timedelta(minutes=10)


@pytest.fixture(scope="module")
def signing_url():
    with running_simulator("signing") as url:
        yield url


@pytest.fixture
def own(counter, signing_url, monkeypatch) -> OwnPaper:
    adapter = RemoteDocumentSigner(signing_url, settings.SIGNING_SECRET)
    ports.bind(DocumentSigner, lambda: adapter)
    monkeypatch.setattr(samples, "PNG", jpeg(sheet()))
    dossier = counter.sent(WITH_PAPERS)
    digitise(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    run_due_jobs("signing")
    return OwnPaper.objects.get(dossier_id=dossier.id)


def _list(client) -> str:
    answer = client.get("/toi/giay-to/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_papers_the_page_says_how_they_come(citizen):
    page = _list(citizen)

    assert "Chưa có giấy nào." in page
    assert "Kết quả đã cấp và giấy đã số hoá sẽ tự vào đây." in page
    assert 'href="/toi/giay-to/"' in citizen.get("/toi/").content.decode()


def test_a_paper_shows_where_it_comes_from_until_when_and_is_opened(citizen, own):
    own.valid_until = (timezone.now() + timedelta(days=20)).date()
    own.save(update_fields=["valid_until"])

    page = _list(citizen)

    assert "Giấy khai sinh" in page
    assert own.dossier_code in page
    assert f"{own.valid_until:%d/%m/%Y}" in page
    assert "Chưa dùng lại lần nào." in page
    answer = citizen.get(f"/toi/giay-to/{own.id}/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_an_ended_paper_says_so(citizen, own):
    own.valid_until = (timezone.now() - timedelta(days=2)).date()
    own.save(update_fields=["valid_until"])

    page = _list(citizen)

    assert "Hết giá trị, chỉ đến" in page
    assert "Không dùng lại được." in page


def test_a_paper_is_taken_out_and_brought_back_without_scripts(citizen, own):
    citizen.post(f"/toi/giay-to/{own.id}/bo/")
    own.refresh_from_db()
    assert own.removed_at is not None
    page = _list(citizen)
    assert "Đã bỏ" in page
    assert f"/toi/giay-to/{own.id}/lay-lai/" in page

    citizen.post(f"/toi/giay-to/{own.id}/lay-lai/")

    own.refresh_from_db()
    assert own.removed_at is None
    assert f"/toi/giay-to/{own.id}/bo/" in _list(citizen)


def test_somebody_else_s_paper_is_neither_seen_nor_opened_nor_taken_out(own):
    stranger = sign_in(OTHER_CARD, "vneid-2")

    assert "Chưa có giấy nào." in _list(stranger)
    assert stranger.get(f"/toi/giay-to/{own.id}/").status_code == 404
    assert stranger.post(f"/toi/giay-to/{own.id}/bo/").status_code == 404
    own.refresh_from_db()
    assert own.removed_at is None


def test_when_applying_the_paper_is_offered_and_used_by_one_press(citizen, own, counter):
    draft = counter.draft(WITH_PAPERS)
    DossierPaper.objects.filter(dossier=draft).delete()
    Dossier.objects.filter(id=draft.id).update(visit=None)
    path = f"/nop/{draft.id}/giay-to/"
    page = citizen.get(path).content.decode()
    assert "Đã có trong giấy tờ của tôi:" in page

    citizen.post(path, {"giay_cu": str(own.id), "muc": COMPONENT})

    assert PaperUse.objects.get(dossier_id=draft.id).ground == "OWN_ACT"
    assert DossierPaper.objects.get(dossier=draft, removed_at=None).file_id == own.file_id


def test_in_a_supplement_the_paper_answers_the_item_with_the_one_send(citizen, own, counter):
    dossier = counter.sent(WITH_PAPERS, seed=2)
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    item = {"about": COMPONENT, "label": "Giấy khai sinh", "reason": "Thiếu trang.", "todo": "Gửi lại."}
    ask_supplement(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), items=[item], at=AT)
    path = f"/toi/ho-so/{dossier.id}/bo-sung/"
    assert "Dùng giấy đã có:" in citizen.get(path).content.decode()

    citizen.post(path, {"giay-cu-1": str(own.id), "ghi_chu": ""})

    dossier.refresh_from_db()
    assert dossier.state == 4
    paper = DossierPaper.objects.get(dossier=dossier, supplement=1)
    assert (paper.component_key, paper.file_id) == (COMPONENT, own.file_id)


def test_a_paper_that_fails_a_check_sends_no_supplement(citizen, own, counter):
    dossier = counter.sent(WITH_PAPERS, seed=2)
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    item = {"about": COMPONENT, "label": "Giấy khai sinh", "reason": "Thiếu trang.", "todo": "Gửi lại."}
    ask_supplement(dossier_id=dossier.id, officer=staff("chuyenvien.hoankiem"), items=[item], at=AT)
    OwnPaper.objects.filter(id=own.id).update(kind="RESIDENCE")

    answer = citizen.post(f"/toi/ho-so/{dossier.id}/bo-sung/", {"giay-cu-1": str(own.id)})

    assert answer.status_code == 422
    assert "Giấy này là loại khác" in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == 5
    assert not DossierPaper.objects.filter(dossier=dossier, supplement=1).exists()
