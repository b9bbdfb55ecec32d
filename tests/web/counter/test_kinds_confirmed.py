"""Without card or phone the dossier is confirmed all the same; help that opens no dossier."""

import base64
import io
import random
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from cuamo.catalogue.rules.form_files import parts
from cuamo.catalogue.rules.lacking import lacking
from cuamo.cli.sample_forms import plausible_answers, plausible_values
from cuamo.dossiers.models import Confirmation, Consent, Dossier, Referral, Visit
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.notices.models import Notice
from cuamo.people.models import Reading
from tests.dossiers.services.test_who_may_help import ruled
from tests.support.city import WARD, staff
from tests.web.counter.kinds import SIMPLE, STATED, agree, clerk, screen, url, with_card

__all__ = ["clerk"]

pytestmark = pytest.mark.django_db


def to_summary(clerk: Client, visit: Visit, guest: Client, procedure: str = SIMPLE) -> Dossier:
    """Fill in everything and show the summary; nothing is given where the person has nothing."""
    assert clerk.post(url(visit, "3"), {"procedure": procedure}).status_code == 302
    dossier = Dossier.objects.select_related("version").get(visit=visit)
    content, rng = dossier.version.content, random.Random(1)
    dossier = answer_questions(
        dossier_id=dossier.id,
        actor=staff("quay.hoankiem"),
        answers=plausible_answers(content, rng, simplest=True),
        at=timezone.now(),
    )
    values = plausible_values(content, dossier.answers, dossier.values, today=date.today(), rng=rng)
    kept = {
        key: value
        for key, value in values.items()
        if next(part for part in parts(content) if part["key"] == key).get("prefill")
        not in lacking(dossier.answers)
    }
    actor = staff("quay.hoankiem")
    assert fill_form(dossier_id=dossier.id, actor=actor, raw=kept, at=timezone.now()).errors == {}
    choice = {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD}
    assert clerk.post(url(visit, "6"), choice).status_code == 302
    assert clerk.get(url(visit, "7")).status_code == 200
    return dossier


def without_phone(clerk: Client) -> tuple[Visit, Client, Dossier]:
    clerk.post("/quay/khong-the/", STATED)
    visit = Visit.objects.latest("id")
    assert clerk.post(url(visit, "so-nhan-tin"), {"act": "none"}).status_code == 302
    visit.refresh_from_db()
    guest, _ = screen(visit)
    agree(visit, guest)
    dossier = to_summary(clerk, visit, guest)
    assert "person.phone" in lacking(Dossier.objects.get(id=dossier.id).answers)
    return visit, guest, dossier


def drawn() -> str:
    picture = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(picture).line([(10, 100), (80, 20), (150, 90), (280, 30)], fill="black", width=5)
    raw = io.BytesIO()
    picture.save(raw, "PNG")
    return "data:image/png;base64," + base64.b64encode(raw.getvalue()).decode()


def scan_of_slip() -> SimpleUploadedFile:
    return SimpleUploadedFile("phieu.png", base64.b64decode(drawn().split(",")[1]), "image/png")


def test_without_card_and_phone_the_dossier_is_signed_on_the_screen_and_sent(clerk):
    visit, guest, dossier = without_phone(clerk)
    shown = guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()
    assert "Đúng rồi, ký xác nhận" in shown
    pad = guest.get(f"/man-hinh/{visit.screen_code}/ky-xac-nhan/").content.decode()
    summary = re.search(r'name="tom_tat" value="([^"]+)"', pad)
    assert summary

    sent = {"tom_tat": summary.group(1), "xac_nhan.ve": drawn()}
    assert guest.post(f"/man-hinh/{visit.screen_code}/ky-xac-nhan/", sent).status_code == 302

    assert clerk.get(url(visit, "cho/7")).headers["X-Go"] == url(visit, "8")
    assert Confirmation.objects.get(dossier=dossier).method == "SIGNATURE"
    assert clerk.post(url(visit, "10"), {}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED
    assert not Notice.objects.filter(subject_id=dossier.id).exists()
    receipt = clerk.get(url(visit, "phieu"))
    assert receipt.content[:4] == b"%PDF"


def test_a_screen_without_a_stroke_confirms_nothing(clerk):
    visit, guest, dossier = without_phone(clerk)
    live = Confirmation.objects.get(dossier=dossier)
    guest.post(f"/man-hinh/{visit.screen_code}/ky-xac-nhan/", {"tom_tat": str(live.id)})

    assert "Chưa thấy nét ký nào" in guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()
    live.refresh_from_db()
    assert live.confirmed_at is None


def test_no_code_is_sent_to_a_relatives_number(clerk):
    visit = with_card(clerk)
    clerk.post(url(visit, "so-nhan-tin"), {"phone": "0987654321", "owner": "con gái"})
    guest, _ = screen(visit)
    agree(visit, guest)
    dossier = to_summary(clerk, visit, guest)
    live = Confirmation.objects.get(dossier=dossier)
    guest.post(f"/man-hinh/{visit.screen_code}/dung-roi/", {"tom_tat": str(live.id)})

    assert not Notice.objects.filter(subject_id=dossier.id).exists()
    live.refresh_from_db()
    assert live.agreed_at is None


def test_a_thumbprint_on_the_slip_needs_a_witness_who_is_not_the_clerk(clerk):
    visit, _, dossier = without_phone(clerk)
    live = Confirmation.objects.get(dossier=dossier)
    slip = clerk.get(url(visit, "xac-nhan-giay/in"))
    assert slip.content[:4] == b"%PDF"
    page = clerk.get(url(visit, "xac-nhan-giay")).content.decode()
    assert bytes(live.summary_hash).hex()[:8].upper() in page
    sent = {"tom_tat": str(live.id), "method": "THUMBPRINT"}

    for witness, said in (
        ("", "cần có người làm chứng"),
        (staff("quay.hoankiem").name, "không được làm chứng"),
    ):
        refused = clerk.post(
            url(visit, "xac-nhan-giay"), sent | {"slip": scan_of_slip(), "witness_name": witness}
        )
        assert refused.status_code in {422, 403}
        assert said in refused.content.decode()
    dossier.refresh_from_db()
    assert dossier.confirmed_at is None

    done = clerk.post(
        url(visit, "xac-nhan-giay"), sent | {"slip": scan_of_slip(), "witness_name": "Vi Văn Ổn"}
    )
    assert done.headers["Location"] == url(visit, "8")
    live.refresh_from_db()
    assert (live.method, live.witness_name) == ("THUMBPRINT", "Vi Văn Ổn")


def test_without_any_screen_the_consent_is_signed_on_paper(clerk):
    visit = with_card(clerk)
    assert clerk.get(url(visit, "dong-y-giay/in")).content[:4] == b"%PDF"
    empty = clerk.post(url(visit, "dong-y-giay"), {"method": "SIGNATURE"})
    assert empty.status_code == 422
    assert "Quét phiếu" in empty.content.decode()
    assert not has_consented(visit)

    assert clerk.post(url(visit, "dong-y-giay"), {"slip": scan_of_slip()}).headers["Location"] == url(
        visit, "3"
    )
    assert has_consented(visit)
    kept = Consent.objects.get(visit=visit)
    assert (kept.evidence, kept.slip.pages) == ("signed-slip", 1)


def test_guidance_only_opens_no_dossier_prints_the_checklist_and_ends_as_guided(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)
    assert "Chỉ hướng dẫn" in clerk.get(url(visit, "3")).content.decode()

    answer = clerk.post(url(visit, "3"), {"procedure": "1.001193", "mode": "GUIDED"})

    assert answer.headers["Location"] == url(visit, "huong-dan/1.001193")
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "Giấy tờ cần mang" in page
    assert clerk.get(url(visit, "huong-dan/1.001193/in")).content[:4] == b"%PDF"
    assert clerk.post(url(visit, "11"), {}).status_code == 302
    visit.refresh_from_db()
    assert (visit.outcome, visit.mode) == ("GUIDED", "GUIDED")
    assert "làm cùng 0 · làm giúp 0 · hướng dẫn 1" in clerk.get("/quay/").content.decode()
    assert not Dossier.objects.filter(visit=visit).exists()
    assert "visit.guided" in events.names_of(visit.id)


def test_account_help_is_chosen_from_the_menu_and_the_citizen_screen_warns_of_codes(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)
    assert f'href="{url(visit, "tai-khoan")}"' in clerk.get(url(visit, "viec-khac")).content.decode()
    assert (
        "Không hỏi, không nhìn, không ghi mật khẩu hay mã."
        in clerk.get(url(visit, "tai-khoan")).content.decode()
    )

    assert clerk.post(url(visit, "tai-khoan"), {}).headers["Location"] == url(visit, "danh-sach")

    shown = guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()
    assert "Không đọc cho ai, kể cả nhân viên quầy." in shown
    assert clerk.get(url(visit, "danh-sach")).status_code == 200
    refused = clerk.post(url(visit, "danh-sach"), {"outcome": "ACTIVATED", "done": ["app"]})
    assert refused.status_code == 422
    assert "cần việc này đã xong" in refused.content.decode()
    done = {"outcome": "NOT_POSSIBLE", "note": "số điện thoại đứng tên người khác", "done": ["app"]}
    assert clerk.post(url(visit, "danh-sach"), done).headers["Location"] == "/quay/"
    visit.refresh_from_db()
    assert visit.outcome == "ACCOUNT"


def test_a_lesson_is_chosen_by_a_digit(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)
    page = clerk.get(url(visit, "bai-hoc")).content.decode()
    assert 'data-digits="go"' in page
    assert clerk.post(url(visit, "bai-hoc"), {"bai": "tra-ho-so"}).headers["Location"] == url(
        visit, "danh-sach"
    )
    assert "Quét mã QR trên phiếu nhận." in guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()


def test_a_referral_is_made_by_keys_printed_and_asked_about_later(clerk):
    visit = with_card(clerk)
    clerk.post(url(visit, "1"), {"phone": "0912345678"})
    assert f'href="{url(visit, "gioi-thieu")}"' in clerk.get(url(visit, "viec-khac")).content.decode()
    assert "data-digits" in clerk.get(url(visit, "gioi-thieu")).content.decode()
    page = clerk.get(url(visit, "gioi-thieu") + "?ma=1.001193").content.decode()
    chosen = re.search(r'name="to_unit" value="([^"]+)"', page)
    assert chosen
    where = url(visit, "gioi-thieu") + "?ma=1.001193"
    sent = {"to_unit": chosen.group(1), "reason": "ORIGINALS", "prepared": "Đã xem giấy"}
    assert clerk.post(where, sent).headers["Location"] == url(visit, "2")
    assert not Referral.objects.filter(visit=visit).exists()
    agree(visit, screen(visit)[0])
    refused = clerk.post(where, {"to_unit": chosen.group(1), "reason": ""})
    assert refused.status_code == 422
    assert "Chọn vì sao không làm ở đây" in refused.content.decode()

    for moment in ("2026-13-45T10:00", "2026-11-30T10:00", "9999-12-31T23:59:59+00:00"):
        odd = {"to_unit": chosen.group(1), "reason": "ORIGINALS", "starts_at": moment}
        assert clerk.post(where, odd).status_code in {302, 422}
        Referral.objects.filter(visit=visit).delete()

    assert clerk.post(where, sent).headers["Location"] == url(visit, "gioi-thieu/xong")

    row = Referral.objects.get(visit=visit)
    assert row.ref in clerk.get(url(visit, "gioi-thieu/xong")).content.decode()
    assert clerk.get(url(visit, f"gioi-thieu/{row.id}/in")).content[:4] == b"%PDF"
    Referral.objects.filter(id=row.id).update(ask_on=date(2026, 11, 1))
    listed = clerk.get("/quay/theo-doi/").content.decode()
    assert "Quá hạn hỏi" in listed
    bad = clerk.post(f"/quay/theo-doi/{row.id}/", {"outcome": "DONE"})
    assert "Chọn ai nói như vậy" in bad.content.decode()
    clerk.post(f"/quay/theo-doi/{row.id}/", {"outcome": "DONE", "source": "CITIZEN"})
    assert row.ref not in clerk.get("/quay/theo-doi/").content.decode().replace(f"của {row.ref}", "")
    purpose = "Hỏi lại người đã được giới thiệu đến nơi khác"
    assert Reading.objects.filter(person_id=visit.person_id, purpose=purpose).exists()


def test_going_back_to_the_first_step_does_not_swap_the_number_that_was_chosen(clerk):
    visit = with_card(clerk)
    clerk.post(url(visit, "1"), {"phone": "0912345678"})
    clerk.post(url(visit, "so-nhan-tin"), {"phone": "0987654321", "owner": "con gái"})
    page = clerk.get(url(visit, "1")).content.decode()
    assert "của con gái" in page
    assert 'value="0912345678"' not in page

    clerk.post(url(visit, "1"), {"phone": ""})

    visit.refresh_from_db()
    assert (visit.contact_phone, visit.contact_owner) == ("0987654321", "con gái")


def test_a_procedure_that_cannot_be_filed_here_leads_to_a_place_that_can(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)
    ruled(*({"who": who, "may": "GUIDE"} for who in ("PUBLIC_POST", "POST", "TELECOM")))

    page = clerk.post(url(visit, "3"), {"procedure": SIMPLE}).content.decode()

    assert "Giới thiệu đến nơi làm được" in page
    assert f"{url(visit, 'gioi-thieu')}?ma={SIMPLE}" in page
    assert not Dossier.objects.filter(visit=visit).exists()
