"""X2s: the officer sees every paper, signs by one press, asks for better scans, pairs paper and file."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuamo.documents.rules.codes import code128_svg
from cuamo.dossiers.models import DigitalCopy, DossierPaper, PaperOriginal, WorkItem
from cuamo.dossiers.rules.digitising import Digital
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.kernel import events
from tests.documents.pages import jpeg, sheet
from tests.support import city as samples
from tests.support.city import MORNING, staff
from tests.support.jobs import waiting_jobs
from tests.web.officer.desk import STRANGER, WITH_PAPERS, at_screen, page_of

pytestmark = pytest.mark.django_db
SCAN = jpeg(sheet())
COARSE = jpeg(sheet().resize((620, 877)))
AT = MORNING + timedelta(minutes=10)


@pytest.fixture
def sent(counter, monkeypatch):
    def make(data: bytes = SCAN, procedure: str = WITH_PAPERS):
        monkeypatch.setattr(samples, "PNG", data)
        return counter.sent(procedure)

    return make


def _desk(dossier) -> str:
    return f"{page_of(dossier)}so-hoa/"


def _paper(dossier):
    return DossierPaper.objects.filter(dossier=dossier, removed_at=None).order_by("added_at", "id")[0]


def test_one_tick_on_acceptance_has_every_copy_signed_in_the_officer_s_name(sent, receiver):
    dossier = sent()
    assert 'name="so_hoa"' in receiver.get(page_of(dossier, "tiep-nhan")).content.decode()

    receiver.post(page_of(dossier, "tiep-nhan"), {"so_hoa": "1"})

    assert WorkItem.objects.get(dossier_id=dossier.id).step == "EXAMINE"
    copies = DigitalCopy.objects.filter(dossier=dossier)
    assert {copy.checked_by["name"] for copy in copies} == {staff("tiepnhan.hoankiem").name}
    assert "cuamo.dossiers.jobs.sign_copies" in waiting_jobs()


def test_without_the_tick_a_dossier_is_accepted_and_nothing_is_signed(sent, receiver):
    dossier = sent()

    receiver.post(page_of(dossier, "tiep-nhan"), {})

    assert WorkItem.objects.get(dossier_id=dossier.id).step == "EXAMINE"
    assert not DigitalCopy.objects.filter(dossier=dossier).exists()
    assert "Số hoá" in at_screen("chuyenvien.hoankiem").get(page_of(dossier)).content.decode()


def test_a_dossier_without_papers_asks_for_no_tick(sent, receiver):
    dossier = sent(procedure="2.000635")

    assert DossierPaper.objects.filter(dossier=dossier).count() == 0
    assert 'name="so_hoa"' not in receiver.get(page_of(dossier, "tiep-nhan")).content.decode()
    assert "Không có gì phải số hoá." in receiver.get(_desk(dossier)).content.decode()


def test_one_press_signs_the_whole_dossier_as_the_officer_says_it_is(sent, receiver):
    dossier = sent()
    paper = _paper(dossier)
    page = receiver.get(_desk(dossier)).content.decode()
    form = page[page.index('id="ky-so"') :]
    assert re.search(r"<button[^>]*>\s*<kbd>F10</kbd>Đã xem hết, ký số cả hồ sơ", form)
    assert form.index("F10") < form.index("Chỉ ký giấy này"), "Enter signs the whole dossier"
    assert form.index("</form>") < form.index('name="loi"'), "no form inside another"

    answer = receiver.post(
        _desk(dossier),
        {"act": "ky", f"ban.{paper.id}": "1", f"kho.{paper.id}": "A4", f"han.{paper.id}": "20/03/2027"},
    )

    assert answer.status_code == 302
    copy = DigitalCopy.objects.get(paper=paper)
    assert (copy.copy_type, copy.size, f"{copy.valid_until:%d/%m/%Y}") == (1, "A4", "20/03/2027")
    assert copy.checked_at is not None
    assert "Đang ký số" in receiver.get(_desk(dossier)).content.decode()


def test_what_cannot_be_a_copy_is_said_on_the_page_and_marked_by_the_bulk_press(sent, receiver):
    dossier = sent(COARSE)
    page = receiver.get(_desk(dossier)).content.decode()
    assert "Trang 1 chỉ có 75 điểm mỗi inch, cần ít nhất 200." in page

    answer = receiver.post(_desk(dossier), {"act": "ky"})

    assert answer.status_code == 422
    assert "Không có giấy nào ký số được lúc này" in answer.content.decode()


def test_a_fault_is_written_down_and_stands_in_the_supplement_request(sent, receiver, specialist):
    dossier = sent()
    paper = _paper(dossier)

    receiver.post(
        _desk(dossier), {"act": "loi", "giay": str(paper.id), "loi": ["PAGES"], "ghi_chu": "Thiếu mặt sau"}
    )

    assert DigitalCopy.objects.get(paper=paper).faults == ["PAGES"]
    accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=AT)
    asked = specialist.get(page_of(dossier, "bo-sung")).content.decode()
    assert "Thiếu trang. Thiếu mặt sau." in asked
    assert "Quét đủ mọi trang, cả mặt sau." in asked


def test_a_rescan_without_the_original_is_refused_at_the_paper_and_keeps_the_scan(sent, receiver):
    dossier = sent()
    paper = _paper(dossier)
    upload = SimpleUploadedFile("moi.jpg", SCAN, "image/jpeg")

    answer = receiver.post(_desk(dossier), {"act": "quet-lai", "giay": str(paper.id), "tep": upload})

    assert answer.status_code == 422
    assert "Chưa nhận bản giấy của mục này" in answer.content.decode()
    assert f'href="#id_giay_{paper.id}"' in answer.content.decode()
    assert _paper(dossier).id == paper.id


def test_a_label_opens_its_dossier_at_its_paper_and_a_stray_one_is_told(sent, receiver):
    dossier, other = sent(), sent()
    label = label_originals(dossier_id=dossier.id, actor=staff("tiepnhan.hoankiem"), at=AT)[0]
    stray = label_originals(dossier_id=other.id, actor=staff("tiepnhan.hoankiem"), at=AT)[0]

    opened = receiver.get("/xu-ly/quet/", {"ma": label.label})
    assert opened.url == f"{_desk(dossier)}?ma={label.label}#bg-{label.component_key}"
    assert receiver.get("/xu-ly/quet/", {"ma": dossier.code}).url == _desk(dossier)
    assert receiver.get("/xu-ly/quet/", {"ma": "không có"}).status_code == 404
    assert at_screen(STRANGER).get("/xu-ly/quet/", {"ma": label.label}).status_code == 404

    answer = receiver.post(_desk(dossier), {"act": "nhan", "ma": stray.label})
    assert answer.status_code == 422
    assert f"Nhãn này của hồ sơ {other.code}" in answer.content.decode()
    assert not PaperOriginal.objects.exclude(received_at=None).exists()
    receiver.post(_desk(dossier), {"act": "nhan", "ma": label.label})
    assert PaperOriginal.objects.get(label=label.label).received_at is not None


def test_labels_are_printed_with_a_bar_code_each_and_read_back(sent, receiver):
    from io import BytesIO

    import pypdfium2
    import zxingcpp

    dossier = sent()
    answer = receiver.post(f"{_desk(dossier)}nhan/")

    picture = pypdfium2.PdfDocument(BytesIO(answer.content))[0].render(scale=150 / 72).to_pil()
    read = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert read == set(PaperOriginal.objects.filter(dossier=dossier).values_list("label", flat=True))
    assert read
    assert code128_svg(read.pop())


def test_the_page_costs_a_bounded_number_of_queries(sent, receiver):
    dossier = sent()
    receiver.get(_desk(dossier))
    with CaptureQueriesContext(connection) as taken:
        receiver.get(_desk(dossier))

    assert len(taken) <= 30


@pytest.mark.parametrize(
    "posted", [{"act": "ky", "giay": "x"}, {"act": "loi", "giay": "\x00"}, {"act": "dung-lai"}]
)
def test_what_no_form_sends_changes_nothing(sent, receiver, posted):
    dossier = sent()
    before = events.names_of(dossier.id)

    answer = receiver.post(_desk(dossier), posted)

    assert answer.status_code in {400, 404, 422}
    assert events.names_of(dossier.id) == before
    assert not DigitalCopy.objects.exclude(state=Digital.NOT_YET).filter(dossier=dossier).exists()


def test_a_label_scanned_into_the_queue_s_search_opens_its_dossier_too(sent, receiver):
    dossier = sent()
    label = label_originals(dossier_id=dossier.id, actor=staff("tiepnhan.hoankiem"), at=AT)[0].label

    answer = receiver.post("/xu-ly/tim/", {"q": label})

    assert answer.url == f"/xu-ly/quet/?ma={label}"


def test_the_clerk_prints_the_labels_of_the_visit_s_dossier_at_the_farewell(sent, counter):
    dossier = sent()
    clerk = at_screen("quay.hoankiem")
    visit = f"/quay/luot/{dossier.visit_id}/"
    assert "In nhãn dán bản giấy" in clerk.get(f"{visit}11/").content.decode()

    answer = clerk.post(f"{visit}nhan-giay/", {"ho_so": str(dossier.id)})

    assert answer.headers["Content-Type"] == "application/pdf"
    assert PaperOriginal.objects.filter(dossier=dossier).exists()
    assert clerk.post(f"{visit}nhan-giay/", {"ho_so": "x"}).status_code == 404
