"""T3: only what is asked, the officer's note on its page, kept between visits, sent once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cuamo.documents.models import Erasure, StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Dossier, DossierPaper, SupplementDraft, SupplementDraftPaper
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.delete_own_data import delete_own_data
from cuamo.dossiers.states import State
from cuamo.kernel import events
from tests.support.city import MORNING, PNG, citizen_of, staff
from tests.web.my.conftest import OTHER_CARD, sign_in


def picture(name: str = "giay.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")


@pytest.fixture
def marked(sent) -> Dossier:
    """A dossier for which two things are asked, one of them on a page."""
    file = store_upload(data=PNG, filename="giay.png", actor=citizen_of(sent), at=MORNING)
    paper = DossierPaper.objects.create(
        dossier=sent, component_key="giay", file=file, added_at=MORNING, added_by={}
    )
    accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=MORNING + timedelta(minutes=5))
    items = [
        {
            "about": "giay",
            "label": "Tờ khai",
            "reason": "Trang 1 bị mờ",
            "todo": "Chụp lại",
            "paper": str(paper.id),
            "page": "1",
        },
        {"about": "", "label": "Căn cước", "reason": "Hết hạn", "todo": "Chụp thẻ mới"},
    ]
    officer, at = staff("chuyenvien.hoankiem"), MORNING + timedelta(minutes=30)
    ask_supplement(dossier_id=sent.id, officer=officer, items=items, at=at)
    sent.refresh_from_db()
    return sent


def test_the_note_stands_at_the_page_it_is_about(citizen, marked):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    page = citizen.get(address).content.decode()
    assert page.count("<figure") == 1
    source = page.split('src="/toi/')[1].split('"')[0]
    shown = citizen.get(f"/toi/{source}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert sign_in(OTHER_CARD, name="vneid-la").get(f"/toi/{source}").status_code == 404
    assert citizen.get(f"/toi/{source}".replace("/1/", "/9/")).status_code == 404


def test_what_is_put_together_is_kept_until_it_is_sent_once(citizen, marked):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    before = DossierPaper.objects.filter(dossier=marked).count()
    kept = citizen.post(
        address, {"act": "luu", "bo-sung-1": picture("to-khai.png"), "ghi_chu": "Đã chụp lại"}
    )
    assert kept.status_code == 302
    citizen.post(address, {"act": "luu", "bo-sung-1": picture("to-khai.png"), "ghi_chu": "Đã chụp lại"})
    page = citizen.get(address).content.decode()
    assert page.count("đã lưu, chưa gửi") == 1
    assert "Đã chụp lại" in page
    marked.refresh_from_db()
    assert marked.state == State.SUPPLEMENT
    assert DossierPaper.objects.filter(dossier=marked).count() == before

    assert citizen.post(address, {"bo-sung-2": picture("the.png"), "ghi_chu": "Đủ rồi"}).status_code == 302
    marked.refresh_from_db()
    assert marked.state != State.SUPPLEMENT
    assert DossierPaper.objects.filter(dossier=marked, supplement=1).count() == 2
    assert not SupplementDraft.objects.exists()
    assert events.names_of(marked.id).count("dossier.supplemented") == 1


def test_a_kept_file_can_be_taken_out_again(citizen, marked):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    citizen.post(address, {"act": "luu", "bo-sung-1": picture()})
    gone = SupplementDraftPaper.objects.get()
    assert citizen.post(address, {"act": "bo", "tep": gone.id}).status_code == 302
    assert not SupplementDraftPaper.objects.exists()


def test_what_is_sent_is_the_very_file_that_was_kept_and_a_second_one_of_the_same_is_emptied(citizen, marked):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    before = set(StoredFile.objects.values_list("id", flat=True))
    for _ in range(2):
        citizen.post(address, {"act": "luu", "bo-sung-1": picture()})
    kept = SupplementDraftPaper.objects.get().file_id
    assert citizen.post(address, {"ghi_chu": "Đủ rồi"}).status_code == 302
    assert DossierPaper.objects.get(dossier=marked, supplement=1).file_id == kept
    emptied = set(Erasure.objects.values_list("file_id", flat=True))
    assert set(StoredFile.objects.values_list("id", flat=True)) - before - emptied == {kept}


def test_a_kept_file_that_is_taken_out_is_emptied_and_what_serves_elsewhere_stays(citizen, marked):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    citizen.post(address, {"act": "luu", "bo-sung-1": picture()})
    citizen.post(address, {"act": "luu", "bo-sung-2": picture()})
    gone, other = SupplementDraftPaper.objects.order_by("item")
    citizen.post(address, {"act": "bo", "tep": gone.id})
    assert list(Erasure.objects.values_list("file_id", flat=True)) == [gone.file_id]
    assert SupplementDraftPaper.objects.get().file_id == other.file_id
    assert content_of(other.file)


@pytest.mark.parametrize("number", ["40000", "0", "3", "xin-chao", "²"])
def test_a_file_for_an_item_nobody_asked_for_is_refused(citizen, marked, number):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    for act in ("luu", ""):
        answer = citizen.post(address, {"act": act, f"bo-sung-{number}": picture()})
        assert answer.status_code == 422
        assert "không có trong danh sách" in answer.content.decode()
    assert not SupplementDraftPaper.objects.exists()
    marked.refresh_from_db()
    assert marked.state == State.SUPPLEMENT


def test_a_refused_file_leaves_what_was_kept(citizen, marked):
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    citizen.post(address, {"act": "luu", "bo-sung-1": picture()})
    wrong = SimpleUploadedFile("x.png", b"khong phai anh", content_type="image/png")
    assert citizen.post(address, {"bo-sung-2": wrong}).status_code == 422
    marked.refresh_from_db()
    assert marked.state == State.SUPPLEMENT
    assert SupplementDraftPaper.objects.count() == 1
    assert "dossier.supplemented" not in events.names_of(marked.id)


def test_a_stranger_keeps_nothing_here(marked):
    stranger = sign_in(OTHER_CARD, name="vneid-la")
    address = f"/toi/ho-so/{marked.id}/bo-sung/"
    assert stranger.post(address, {"act": "luu", "bo-sung-1": picture()}).status_code == 404
    assert not SupplementDraft.objects.exists()


def test_deleting_ones_data_takes_an_unsent_supplement_and_its_files(citizen, marked):
    citizen.post(f"/toi/ho-so/{marked.id}/bo-sung/", {"act": "luu", "bo-sung-1": picture()})
    kept = SupplementDraftPaper.objects.get().file_id
    told = delete_own_data(person_id=marked.applicant_id, actor=staff("giamsat.trungtam"), at=MORNING)
    assert told["supplements"] == 1
    assert not SupplementDraft.objects.exists()
    assert Erasure.objects.filter(file_id=kept).count() == 1
    marked.refresh_from_db()
    assert marked.state == State.SUPPLEMENT
