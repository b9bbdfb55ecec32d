"""Nobody is turned away: no card, no phone, somebody else's matter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cuamo.dossiers.models import Consent, Dossier, Mandate, PersonDossier, Visit
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.kernel import events
from cuamo.people.models import Person
from tests.support.city import PNG
from tests.web.counter.kinds import SIMPLE, STATED, agree, clerk, screen, url, with_card

__all__ = ["clerk"]

pytestmark = pytest.mark.django_db


def test_a_person_without_a_card_or_a_known_day_of_birth_is_helped(clerk):
    assert "Không có căn cước" in clerk.get("/quay/").content.decode()
    assert clerk.get("/quay/khong-the/").status_code == 200

    answer = clerk.post("/quay/khong-the/", STATED)

    visit = Visit.objects.select_related("person").latest("id")
    assert answer.headers["Location"] == url(visit, "1")
    assert (visit.person.birth_date, visit.known_by) == ("1949", "NOTHING")
    page = clerk.get(url(visit, "1")).content.decode()
    assert "Chưa đối chiếu" in page
    assert "1949" in page


def test_without_a_year_the_page_says_how_to_mend_it_and_keeps_what_was_typed(clerk):
    visits = Visit.objects.count()
    answer = clerk.post("/quay/khong-the/", STATED | {"birth.nam": "", "address": "Bản Mòng"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ngày sinh cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống." in page
    assert "Bản Mòng" in page
    assert Visit.objects.count() == visits


def test_the_wrong_card_can_be_replaced_by_what_is_stated_in_the_same_visit(clerk):
    visit = with_card(clerk)
    before = visit.person_id

    assert clerk.post(url(visit, "khong-the"), STATED).status_code == 302
    visit.refresh_from_db()
    assert visit.person_id != before
    assert visit.known_by == "NOTHING"


def test_a_relatives_number_is_used_only_after_the_person_agreed_to_just_that(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)
    assert has_consented(visit)

    clerk.post(url(visit, "so-nhan-tin"), {"phone": "0987654321", "owner": "con gái"})

    visit.refresh_from_db()
    assert not has_consented(visit)
    assert clerk.post(url(visit, "3"), {"procedure": SIMPLE}).status_code == 302
    assert not Dossier.objects.filter(visit=visit).exists()
    shown = guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()
    assert "Tin nhắn về hồ sơ gửi tới số có đuôi 321 của con gái." in shown
    agree(visit, guest)
    clerk.post(url(visit, "3"), {"procedure": SIMPLE})
    dossier = Dossier.objects.get(visit=visit)
    assert dossier.contact_phone == "0987654321"
    person = Person.objects.get(id=visit.person_id)
    assert person.phone == ""
    assert person.phone_hash is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": "0987", "owner": "con gái"}, "10 chữ số"),
        ({"phone": "0987654321", "owner": ""}, "Ghi số này là của ai"),
    ],
)
def test_a_relatives_number_needs_a_number_and_whose_it_is(clerk, typed, said):
    visit = with_card(clerk)
    answer = clerk.post(url(visit, "so-nhan-tin"), typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    visit.refresh_from_db()
    assert (visit.contact_phone, visit.contact_owner) == ("", "")


def test_a_number_given_late_reaches_the_draft_that_is_open(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)
    clerk.post(url(visit, "3"), {"procedure": SIMPLE})
    assert Dossier.objects.get(visit=visit).contact_phone == ""

    clerk.post(url(visit, "1"), {"phone": "0912345678"})

    assert Dossier.objects.get(visit=visit).contact_phone == "0912345678"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.png", PNG, "image/png")


MOTHER = {
    "kind": "PARENT",
    "proof": "AUTHORITY",
    "full_name": "Trần Thị Ổi",
    "birth.nam": "1950",
    "relation": "mẹ",
    "notice_phone": "0977777777",
}


def test_acting_for_a_parent_makes_the_parent_the_applicant_and_shows_who_acts(clerk):
    visit = with_card(clerk)
    guest, _ = screen(visit)
    agree(visit, guest)

    assert clerk.post(url(visit, "lam-thay"), MOTHER | {"paper": paper()}).status_code == 302

    mandate = Mandate.objects.get(visit_id=visit.id)
    visit.refresh_from_db()
    assert "Làm thay <strong>Trần Thị Ổi</strong>" in clerk.get(url(visit, "2")).content.decode()
    assert not has_consented(visit)
    assert "Việc này làm thay Trần Thị Ổi." in guest.get(f"/man-hinh/{visit.screen_code}/").content.decode()
    agree(visit, guest)
    clerk.post(url(visit, "3"), {"procedure": SIMPLE})
    dossier = Dossier.objects.get(visit=visit)
    assert dossier.applicant_id == mandate.represented_id
    assert dossier.values.get("nyc_ho_ten", "Trần Thị Ổi") == "Trần Thị Ổi"
    roles = set(PersonDossier.objects.filter(dossier_id=dossier.id).values_list("person_id", "role"))
    assert roles == {(mandate.represented_id, "APPLICANT"), (visit.person_id, "ACTOR")}
    assert "dossier.acted_for" in events.names_of(dossier.id)
    assert mandate.proof_file.pages == 1
    assert Consent.objects.filter(visit=visit).latest("decided_at").text_version.endswith("+lam-thay")


CHILD = {
    "kind": "CHILD",
    "proof": "BIRTH",
    "full_name": "Nguyễn Bé Ẩn",
    "birth.nam": "2020",
    "relation": "con",
}


def test_for_a_child_the_parent_stays_the_applicant(clerk):
    visit = with_card(clerk)
    clerk.post(url(visit, "lam-thay"), CHILD | {"paper": paper()})
    guest, _ = screen(visit)
    agree(visit, guest)
    clerk.post(url(visit, "3"), {"procedure": SIMPLE})

    dossier = Dossier.objects.get(visit=visit)
    assert dossier.applicant_id == visit.person_id
    assert PersonDossier.objects.filter(dossier_id=dossier.id, role="REPRESENTED").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"paper": None}, "Quét hoặc chụp giấy tờ chứng minh"),
        ({"proof": "COMPANY"}, "Giấy tờ cần một trong"),
        ({"relation": ""}, "Ghi quan hệ"),
        ({"full_name": ""}, "Ghi đủ họ tên"),
        ({"kind": "CHILD", "proof": "BIRTH"}, "đã đủ 18 tuổi"),
        ({"ends_on.ngay": "1", "ends_on.thang": "1", "ends_on.nam": "2020"}, "không có ngày hôm nay"),
        ({"ends_on.ngay": "1", "ends_on.thang": "1", "ends_on.nam": "2040"}, "dài nhất là 1 năm"),
        ({"kind": "COMPANY", "proof": "COMPANY"}, "Ghi tên công ty"),
    ],
)
def test_what_does_not_prove_it_is_refused_and_nothing_is_kept(clerk, change, said):
    visit = with_card(clerk)
    people = Person.objects.count()
    sent = {"paper": paper()} | MOTHER | change
    answer = clerk.post(
        url(visit, "lam-thay"), {key: value for key, value in sent.items() if value is not None}
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Mandate.objects.exists()
    assert Person.objects.count() == people
    visit.refresh_from_db()
    assert visit.mandate_id is None


def test_the_number_of_the_represented_may_not_be_that_of_who_acts(clerk):
    visit = with_card(clerk)
    clerk.post(url(visit, "1"), {"phone": "0912345678"})
    answer = clerk.post(url(visit, "lam-thay"), MOTHER | {"notice_phone": "0912 345 678", "paper": paper()})

    assert "không phải số của người đang làm" in answer.content.decode()
    assert not Mandate.objects.exists()


def test_the_menu_of_other_things_is_reached_by_f8_and_chosen_by_digits(clerk):
    visit = with_card(clerk)
    assert f'href="{url(visit, "viec-khac")}"' in clerk.get(url(visit, "1")).content.decode()
    page = clerk.get(url(visit, "viec-khac")).content.decode()

    assert "data-digits" in page
    for where in ("lam-thay", "so-nhan-tin", "khong-the"):
        assert f'href="{url(visit, where)}"' in page
        assert clerk.get(url(visit, where)).status_code == 200
