"""X15: the archive's desk, from the due list to the receipt, holds, and a list decided by somebody else."""

import re
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from cuamo.archive.models import Destruction, Hold, Keeping, Package
from cuamo.archive.services.build_package import build_package
from cuamo.archive.services.clear_images import clear_images
from cuamo.archive.services.destroy import destroy_list
from cuamo.documents.errors import Erased
from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.kernel.models import Event
from cuamo.kernel.services.seal_day import seal_day
from tests.archive.closed import CARD_SHOWN, WITH_PAPERS, confirmed_terms, refused, with_card
from tests.support.city import MORNING
from tests.web.officer.desk import page_of

pytestmark = pytest.mark.django_db
ARCHIVE = "/xu-ly/luu-tru/"
PAGES = ("", "goi/", "tieu-huy/", "danh-muc/", "dinh-chi/", "thoi-han/")


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def ended(counter, folder) -> Dossier:
    """A dossier whose time for the archive came long ago, by the clock of the pages."""
    dossier = refused(with_card(counter, procedure=WITH_PAPERS))
    clear_images(dossier_id=dossier.id, at=MORNING + timedelta(hours=2))
    long_ago = timezone.now().date() - timedelta(days=4000)
    Keeping.objects.update(submit_from=long_ago, submit_by=long_ago + timedelta(days=275))
    for day in {event.occurred_at.astimezone(UTC).date() for event in Event.objects.all()}:
        seal_day(day=day, at=timezone.now() + timedelta(days=2), anchors=folder / "anchors")
    return dossier


def text(answer) -> str:
    return answer.content.decode()


def test_each_page_says_what_it_would_show_when_there_is_nothing(records, leader):
    for client in (records, leader):
        for page in PAGES:
            answer = client.get(ARCHIVE + page)
            assert answer.status_code == 200
            assert 'data-page="X15"' in text(answer)
    assert "Không có hồ sơ đến hạn nộp lưu" in text(records.get(ARCHIVE))
    assert "Chưa xác nhận" in text(records.get(ARCHIVE + "thoi-han/"))


def test_others_see_none_of_it(specialist, receiver):
    for client in (specialist, receiver):
        assert {client.get(ARCHIVE + page).status_code for page in PAGES} == {403}


def test_from_the_due_list_to_a_receipt_brought_as_paper(ended, records):
    page = text(records.get(ARCHIVE))
    assert ended.code in page
    assert "Quá hạn" in page
    started = records.post(ARCHIVE, {"don_vi": Keeping.objects.get().unit_code})
    package = Package.objects.get()
    assert started["Location"] == f"/viec/{package.id}/"
    assert "Đang lập gói nộp lưu" in text(records.get(started["Location"]))
    build_package(package_id=package.id, at=timezone.now())

    one = f"{ARCHIVE}goi/{package.id}/"
    shown = text(records.get(one))
    package.refresh_from_db()
    assert package.sha256 in shown
    assert records.get(f"{one}tep/")["Content-Disposition"].endswith(f'"{package.number}.zip"')
    said = {"viec": "bien-ban", "so": "12/BB", "ngay": "2026-11-26", "nguoi_nhan": "Lê Thị Kho"}
    wrong = records.post(one, said | {"ma_bam": "ab" * 32})
    assert wrong.status_code == 422
    assert "kho đã nhận một tệp khác" in text(wrong)
    assert Keeping.objects.get().archived_at is None
    assert records.post(one, said | {"ma_bam": "", "ngay": "32/13"}).status_code == 422

    assert records.post(one, said | {"ma_bam": package.sha256.upper()}).status_code == 302
    assert "12/BB" in text(records.get(one))
    assert Keeping.objects.get().archived_at is not None
    assert records.get(f"{one}tep/").status_code == 404


def test_a_package_that_is_not_built_is_given_up_and_its_dossier_is_due_again(ended, records, leader):
    records.post(ARCHIVE, {"don_vi": Keeping.objects.get().unit_code})
    one = f"{ARCHIVE}goi/{Package.objects.get().id}/"
    assert "Bỏ gói" in text(records.get(one))
    assert "Bỏ gói" not in text(leader.get(one))
    assert leader.post(one, {"viec": "bo"}).status_code == 403
    assert ended.code not in text(records.get(ARCHIVE))

    assert records.post(one, {"viec": "bo"}).status_code == 302

    assert "Văn thư đã bỏ gói này" in text(records.get(one))
    assert ended.code in text(records.get(ARCHIVE))


def test_a_package_whose_dossier_is_held_says_so_instead_of_being_handed_over(ended, records, leader):
    records.post(ARCHIVE, {"don_vi": Keeping.objects.get().unit_code})
    package = Package.objects.get()
    build_package(package_id=package.id, at=timezone.now())
    asked = {"ma": ended.code, "ly_do": "Phục vụ thanh tra", "van_ban": "12/QĐ", "den_ngay": ""}
    assert leader.post(f"{ARCHIVE}dinh-chi/", asked).status_code == 302

    answer = records.post(f"{ARCHIVE}goi/{package.id}/", {"viec": "nop"}, follow=True)

    assert "đang bị giữ lại" in text(answer)
    assert ended.code in text(answer)
    package.refresh_from_db()
    assert (package.state, package.sent_at) == ("REFUSED", None)


def test_a_hold_is_placed_by_the_code_seen_and_lifted(ended, records, leader):
    asked = {"ma": ended.code, "ly_do": "Phục vụ thanh tra", "van_ban": "12/QĐ", "den_ngay": ""}
    for place, value in (("ma", "H00-1"), ("ly_do", ""), ("den_ngay", "2020-01-01")):
        answer = leader.post(f"{ARCHIVE}dinh-chi/", asked | {place: value})
        assert answer.status_code in {404, 422}
        assert f"id_{place}" in text(answer)
    assert not Hold.objects.exists()

    assert leader.post(f"{ARCHIVE}dinh-chi/", asked).status_code == 302
    hold = Hold.objects.get()
    assert ended.code not in text(records.get(ARCHIVE))
    assert "Phục vụ thanh tra" in text(records.get(f"{ARCHIVE}dinh-chi/"))
    one = f"{ARCHIVE}dinh-chi/{hold.id}/"
    assert records.post(one, {"vi_sao": ""}).status_code == 422
    assert records.post(one, {"vi_sao": "Đã thanh tra xong"}).status_code == 302
    assert ended.code in text(records.get(ARCHIVE))


def test_a_list_is_proposed_by_one_and_decided_by_another(ended, records, leader):
    confirmed_terms()
    Keeping.objects.update(archived_at=timezone.now(), destroy_from=timezone.now().date())
    due = f"{ARCHIVE}tieu-huy/"
    assert ended.code in text(records.get(due))
    unit = Keeping.objects.get().unit_code
    assert records.post(due, {"don_vi": unit, "bien_ban": ""}).status_code == 422
    assert records.post(due, {"don_vi": unit, "bien_ban": "03/BB-HĐXH"}).status_code == 302

    made = Destruction.objects.get()
    one = f"{ARCHIVE}danh-muc/{made.id}/"
    assert "không tự duyệt" in text(records.get(one))
    assert records.post(one, {"y": "duyet", "quyet_dinh": "4/QĐ"}).status_code == 403
    assert leader.post(one, {"y": "", "quyet_dinh": "4/QĐ"}).status_code == 422
    decided = leader.post(one, {"y": "duyet", "quyet_dinh": "4/QĐ"})
    assert decided["Location"] == f"/viec/{made.id}/"
    assert "Đang tiêu huỷ" in text(leader.get(decided["Location"]))

    destroy_list(destruction_id=made.id, at=timezone.now())
    assert "Đã tiêu huỷ" in text(leader.get(one))
    assert leader.get(page_of(ended)).status_code == 200
    gone = text(leader.get(page_of(ended)))
    assert "Tiêu huỷ khi hết hạn bảo quản" in gone
    assert "Đặng Thẳng" not in gone


def test_x2_says_that_the_image_was_removed_instead_of_a_picture_that_is_none(ended, receiver):
    paper = DossierPaper.objects.get(dossier=ended, component_key=CARD_SHOWN)
    with pytest.raises(Erased):
        content_of(paper.file)

    page = text(receiver.get(f"{page_of(ended)}?giay={paper.id}"))
    assert "Ảnh căn cước đã xoá theo quy định" in page
    assert paper.file.sha256 in page
    assert not re.search(rf'<img src="[^"]*{paper.id}', page)
    answer = receiver.get(f"/xu-ly/ho-so/{ended.id}/giay/{paper.id}/1/")
    assert answer.status_code == 410
    assert "Ảnh căn cước đã xoá theo quy định" in text(answer)


def test_a_clerk_packs_for_no_other_unit(ended, records):
    assert records.post(ARCHIVE, {"don_vi": "PX-00082"}).status_code == 404
    assert not Package.objects.exists()
