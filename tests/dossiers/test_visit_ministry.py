"""A dossier filed on a ministry's system: what to open, what to copy, and its code read by rule."""

import io

import pikepdf
import pytest
import segno
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from cuamo.documents.errors import Refused
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.ministry import values_to_copy, waiting_at_ministries, where_to_open
from cuamo.dossiers.services.rate import RATEABLE, rate
from cuamo.dossiers.services.read_external_code import read_external_code
from cuamo.dossiers.states import State
from cuamo.kernel.errors import Invalid
from cuamo.kernel.identifiers import dossier_code
from cuamo.people.models import Account
from tests.documents.conftest import blank_pdf, saved
from tests.documents.samples import SAMPLES
from tests.dossiers.services.test_external import CODE, sent_abroad
from tests.support.city import citizen_of

OTHER = "G01.899.105-20261120-0000418"


def qr(text: str) -> bytes:
    raw = io.BytesIO()
    segno.make(text).save(raw, kind="png", scale=6)
    return raw.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"Mã hồ sơ: {CODE}. Ngày nộp 20/11/2026",
        f"https://dichvucong.gov.vn/tra-cuu?ma={CODE.lower()}&x=1",
        f"{CODE} và lần nữa {CODE}",
    ],
)
def test_the_code_is_found_in_whatever_was_pasted(text):
    assert read_external_code(text=text) == CODE


@pytest.mark.parametrize("text", ["xin chào", "H26.16-20261399-0000123", "0912345678", ""])
def test_what_holds_no_code_is_refused(text):
    with pytest.raises(Invalid):
        read_external_code(text=text)


def test_of_several_codes_none_is_guessed():
    with pytest.raises(Invalid, match="several") as refused:
        read_external_code(text=f"{CODE} {OTHER}")
    assert CODE in refused.value.vi
    assert OTHER in refused.value.vi


def test_a_code_inside_a_longer_number_is_none():
    assert dossier_code.find(f"9{CODE}") == []
    assert dossier_code.find(f"{CODE}-1") == []


def test_a_photo_of_the_qr_gives_the_code():
    assert read_external_code(data=qr(f"https://dichvucong.gov.vn/x?ma={CODE}")) == CODE


def test_a_pdf_that_carries_its_text_gives_the_code():
    sample = SAMPLES["slip_a5"] | {
        "sections": [{"title": "Mã", "lines": [f"Mã hồ sơ {CODE}"]}],
        "code": "X-1",
    }
    assert read_external_code(data=print_sheet("slip_a5", sample)) == CODE


def test_a_picture_without_a_code_and_what_is_no_picture_are_refused():
    raw = io.BytesIO()
    picture = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(picture).rectangle((50, 50, 300, 150), outline="black")
    picture.save(raw, "PNG")
    with pytest.raises(Invalid, match="none"):
        read_external_code(data=raw.getvalue())
    with pytest.raises(Refused):
        read_external_code(data=b"MZ" + bytes(200))


def test_a_pdf_with_a_password_or_a_damaged_one_is_refused_in_words():
    locked = saved(blank_pdf(), encryption=pikepdf.Encryption(user="1234", owner="5678"))
    for closed in (locked, b"%PDF-1.7\n" + bytes(300)):
        with pytest.raises(Refused, match="pdf_closed"):
            read_external_code(data=closed)


def test_the_values_to_copy_are_the_forms_own_in_its_order(counter):
    dossier = sent_abroad(counter)
    rows = values_to_copy(dossier)
    assert rows
    assert all(row.value and row.label_vi for row in rows)
    assert dossier.applicant is not None
    assert dossier.applicant.full_name in {row.value for row in rows}
    assert where_to_open(dossier).startswith("https://dichvucong.gov.vn")


def test_the_guide_stands_beside_and_the_code_comes_from_a_photo(counter):
    from django.core.files.uploadedfile import SimpleUploadedFile

    dossier = sent_abroad(counter)
    visit = Visit.objects.get(id=dossier.visit_id)
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    guest = Client()
    shown = guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()
    assert "Tự nộp trên cổng của bộ" in shown
    assert 'value="001185012345"' not in shown
    guide = f"/quay/luot/{visit.id}/nop-bo/"
    page = client.get(guide).content.decode()
    assert "data-copy-list" in page
    assert 'data-key="F9"' in page
    bad = client.post(guide, {"code": "khong co ma"})
    assert bad.status_code == 422
    assert Dossier.objects.get(id=dossier.id).external_code == ""

    photo = SimpleUploadedFile("ma.png", qr(CODE), "image/png")
    assert client.post(guide, {"code": "", "file": photo}).status_code == 302

    assert Dossier.objects.get(id=dossier.id).external_code == CODE
    assert CODE in guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()


def test_it_is_followed_handed_over_and_rated_like_any_dossier(counter):
    dossier = sent_abroad(counter)
    client = Client()
    client.force_login(Account.objects.get(username="quay.hoankiem"))
    assert [one.id for one in waiting_at_ministries(dossier.helped_at)] == [dossier.id]
    assert "chưa có mã của bộ" in client.get("/quay/theo-doi/").content.decode()
    where = f"/quay/theo-doi/bo/{dossier.id}/"
    client.post(where, {"state": "0"})
    assert Dossier.objects.get(id=dossier.id).state == State.SUBMITTED

    for state in (State.ACCEPTED, State.RETURNED):
        assert client.post(where, {"state": str(int(state))}).status_code == 302

    kept = Dossier.objects.get(id=dossier.id)
    assert kept.state in RATEABLE
    assert kept.returned_at is not None
    assert waiting_at_ministries(dossier.helped_at) == []
    page = Client().get(f"/t/{dossier.tracking_token}/", follow=True).content.decode()
    assert "Được phục vụ thế nào?" in page
    rating = rate(
        dossier_id=dossier.id,
        score=1,
        extra_money=False,
        comment="",
        citizen=citizen_of(dossier),
        at=timezone.now(),
    )
    assert rating.score == 1
