"""X3 drafts on the version's template: rows from the form, gaps refused, the draft as it will be signed."""

import subprocess
from datetime import timedelta

import pytest

from cuamo.dossiers.models import Result
from cuamo.dossiers.services.accept import accept
from cuamo.organisation.models import SigningRight
from tests.support.city import MORNING, staff
from tests.web.officer.desk import STRANGER, at_screen, page_of, snapshot

pytestmark = pytest.mark.django_db
DRAFT = "trinh-dong-y"


@pytest.fixture
def household(counter):
    """A dossier of a procedure whose version has a template, on the specialist's desk."""
    dossier = counter.sent("1.001612")
    officer = staff("tiepnhan.hoankiem")
    return accept(dossier_id=dossier.id, officer=officer, at=MORNING + timedelta(minutes=10))


@pytest.fixture
def specialist(household):
    return at_screen("chuyenvien.hoankiem")


def rows(**changed) -> dict[str, list[str]]:
    said = {
        "Tên hộ kinh doanh": "Tạp hóa Hàng Bông",
        "Mã số hộ kinh doanh, mã số thuế": "001185012345",
        "Địa chỉ trụ sở": "Số 12 phố Hàng Bông",
        "Chủ hộ kinh doanh": "NGUYỄN THỊ ĐẶNG THẲNG",
    } | changed
    return {"result_label": list(said), "result_value": list(said.values())}


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_page_shows_the_rows_of_the_template_filled_from_the_form(specialist, household):
    page = specialist.get(page_of(household, DRAFT)).content.decode()

    for label in ("Tên hộ kinh doanh", "Địa chỉ trụ sở", "Ngành, nghề kinh doanh"):
        assert f">{label}</label>" in page
    assert household.values["ten_hkd"] in page


def test_a_gap_is_named_and_nothing_is_proposed(specialist, household):
    before = snapshot(household.id)

    answer = specialist.post(page_of(household, DRAFT), rows(**{"Địa chỉ trụ sở": " "}))

    assert answer.status_code == 422
    assert "Kết quả còn trống: Địa chỉ trụ sở." in answer.content.decode()
    assert snapshot(household.id) == before
    assert not Result.objects.exists()


def test_the_draft_is_the_sheet_with_what_is_typed_and_says_it_is_one(specialist, household):
    address = page_of(household) + "du-thao/"
    answer = specialist.post(address, rows(**{"Tên hộ kinh doanh": "Tiệm Mới Gõ"}))

    said = text_of(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "DỰ THẢO, chưa có giá trị" in said
    for part in ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "Tiệm Mới Gõ", "Nơi nhận:", "Lưu: VT"):
        assert part in said
    assert not Result.objects.exists(), "looking keeps nothing"


def test_what_was_drafted_is_what_is_kept_for_the_signature(specialist, household):
    specialist.post(page_of(household, DRAFT), rows())

    result = Result.objects.get(dossier=household)
    assert result.content["Tên hộ kinh doanh"] == "Tạp hóa Hàng Bông"
    assert result.layout["legal_basis"][0].startswith("Căn cứ Nghị định")


def test_a_stranger_does_not_see_the_draft(household):
    assert at_screen(STRANGER).get(page_of(household) + "du-thao/").status_code in {403, 404}


def test_the_head_gives_the_right_to_sign_on_the_unit_s_page(household):
    head = at_screen("lanhdao.hoankiem")
    who = staff("lanhdao.hoankiem")
    form = {
        "holder": who.id,
        "form": "HEAD",
        "position": "Chủ tịch",
        "source": "Nghị quyết 1/NQ-HĐND ngày 02/01/2026",
        "valid_from.ngay": "02",
        "valid_from.thang": "01",
        "valid_from.nam": "2026",
        "key": "SERVICE",
    }
    assert head.post("/xu-ly/tham-quyen-ky/", form | {"source": ""}).status_code == 422
    assert not SigningRight.objects.exists()

    head.post("/xu-ly/tham-quyen-ky/", form)

    page = head.get("/xu-ly/tham-quyen-ky/").content.decode()
    assert "Nghị quyết 1/NQ-HĐND" in page
    right = SigningRight.objects.get()
    head.post(f"/xu-ly/tham-quyen-ky/{right.id}/cham-dut/")
    assert SigningRight.objects.get().ended_at is not None
