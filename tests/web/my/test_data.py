"""T7, S5, V3 and the counter: asking about one's data, following it, answering it, fetching the copy."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import DataPackage, DataRequest
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.start_visit import start_visit
from cuamo.kernel.identifiers.card import read_card
from cuamo.people.models import Account, Person, Reading
from tests.support.city import CARD, PHONE, begin_shift, citizen_of, staff
from tests.support.jobs import run_due_jobs
from tests.web.my.conftest import OTHER_CARD, sign_in

WORDS = "Đã làm theo yêu cầu, không mất tiền."


def at_work(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def me(sent) -> Client:
    return sign_in()


def made(me: Client, slug: str, **said) -> DataRequest:
    answer = me.post(f"/toi/du-lieu/yeu-cau/{slug}/", said)
    assert answer.status_code == 302, answer.content.decode()
    return DataRequest.objects.latest("asked_at")


def test_the_page_says_what_is_held_and_used_without_the_whole_number(me, sent):
    page = me.get("/toi/du-lieu/").content.decode()
    assert "Dữ liệu của tôi" in page
    assert "001******345" in page
    assert CARD[:12] not in page
    assert PHONE not in page
    assert page.count("Đang dùng") == 3
    assert "/toi/du-lieu/" in me.get("/toi/").content.decode()


def test_every_kind_has_its_form_and_an_unknown_one_is_not_found(me):
    for slug in ("xem", "sua", "xoa", "han-che", "phan-doi", "rut-dong-y"):
        assert me.get(f"/toi/du-lieu/yeu-cau/{slug}/").status_code == 200
    assert me.get("/toi/du-lieu/yeu-cau/khac/").status_code == 404


def test_what_is_missing_is_named_and_what_was_typed_stays(me):
    answer = me.post("/toi/du-lieu/yeu-cau/sua/", {"muc": "full_name", "thong_tin": "Nguyễn Thị Đăng"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nguyễn Thị Đăng" in page
    assert "Cần một giấy tờ" in page
    assert not DataRequest.objects.exists()


def test_a_stopped_use_can_be_allowed_again(me, sent):
    made(me, "rut-dong-y", viec="MESSAGES")
    page = me.get("/toi/du-lieu/").content.decode()
    assert (page.count("Đang dùng"), page.count("Đã ngừng")) == (2, 1)
    assert me.post("/toi/du-lieu/cho-dung/", {"viec": "MESSAGES"}).status_code == 302
    assert me.get("/toi/du-lieu/").content.decode().count("Đang dùng") == 3


def test_from_asking_to_the_copy_in_ones_own_hands(me, sent):
    found = made(me, "xem")
    officer = at_work("giamsat.trungtam")
    assert found.number in officer.get("/giam-sat/du-lieu/").content.decode()
    assert officer.get(f"/giam-sat/du-lieu/{found.id}/").status_code == 200
    looked = Reading.objects.filter(person_id=found.person_id, purpose__startswith="Giải quyết yêu cầu về")
    assert looked.count() == 1
    assert officer.post(f"/giam-sat/du-lieu/{found.id}/", {"act": "nhan"}).status_code == 302
    assert "Trung tâm báo đã nhận" in me.get(f"/toi/du-lieu/{found.id}/").content.decode()

    said = {"act": "tra-loi", "ket_qua": "GRANTED", "tra_loi": WORDS}
    assert officer.post(f"/giam-sat/du-lieu/{found.id}/", said).status_code == 302
    package = DataPackage.objects.get(request=found)
    waiting = me.get(f"/toi/du-lieu/{found.id}/").content.decode()
    assert f"/viec/{package.id}/" in waiting
    assert "Đang lập gói dữ liệu" in me.get(f"/viec/{package.id}/").content.decode()
    run_due_jobs("documents")
    assert "Đã lập xong" in me.get(f"/viec/{package.id}/").content.decode()
    page = me.get(f"/toi/du-lieu/{found.id}/").content.decode()
    assert f"/toi/du-lieu/goi/{package.id}/" in page

    fetched = me.get(f"/toi/du-lieu/goi/{package.id}/")
    assert fetched.headers["Content-Type"] == "application/zip"
    assert "no-store" in fetched.headers["Cache-Control"]
    assert "index.html" in zipfile.ZipFile(io.BytesIO(fetched.content)).namelist()


def test_nobody_else_fetches_the_copy_or_sees_its_work(me, sent):
    found = made(me, "xem")
    officer = at_work("giamsat.trungtam")
    officer.post(f"/giam-sat/du-lieu/{found.id}/", {"ket_qua": "GRANTED", "tra_loi": WORDS})
    run_due_jobs("documents")
    package = DataPackage.objects.get(request=found)
    stranger = sign_in(OTHER_CARD, name="vneid-la")
    for who, expected in ((stranger, 404), (officer, 403), (at_work("quay.hoankiem"), 403)):
        assert who.get(f"/toi/du-lieu/goi/{package.id}/").status_code == expected
        assert who.get(f"/toi/du-lieu/{found.id}/").status_code == expected
        assert who.get(f"/viec/{package.id}/").status_code == 404
    assert Client().get(f"/viec/{package.id}/").status_code == 302
    package.refresh_from_db()
    assert package.fetched == 0


def test_a_deletion_is_shown_with_what_stays_and_needs_a_second_person(me, sent):
    form = me.get("/toi/du-lieu/yeu-cau/xoa/").content.decode()
    assert "Giữ theo luật" in form
    found = made(me, "xoa", noi_dung="Xóa những gì không cần giữ nữa.")
    first, second = at_work("giamsat.trungtam"), at_work("dulieu.trungtam")
    address = f"/giam-sat/du-lieu/{found.id}/"
    first.post(address, {"ket_qua": "GRANTED", "tra_loi": WORDS})
    assert "Duyệt và xóa" not in first.get(address).content.decode()
    assert first.post(address, {"act": "duyet"}).status_code == 403
    assert Person.objects.get(id=found.person_id).phone == PHONE
    assert "Duyệt và xóa" in second.get(address).content.decode()
    assert second.post(address, {"act": "duyet"}).status_code == 302
    assert Person.objects.get(id=found.person_id).phone == ""
    assert "Đã xóa" in me.get(f"/toi/du-lieu/{found.id}/").content.decode()


def test_what_is_late_stands_on_top_and_says_so(me, sent):
    found = made(me, "xem")
    past = timezone.now() - timedelta(days=3)
    DataRequest.objects.filter(id=found.id).update(due_at=past, acknowledge_by=past)
    other = made(me, "han-che")
    page = at_work("giamsat.trungtam").get("/giam-sat/du-lieu/").content.decode()
    assert page.index(found.number) < page.index(other.number)
    assert "trễ" in page
    assert "đang trễ" in me.get(f"/toi/du-lieu/{found.id}/").content.decode()


def test_a_clerk_takes_it_down_and_reads_nothing_of_it(city, db):
    clerk = staff("quay.hoankiem")
    begin_shift(clerk)
    now = timezone.now()
    visit = start_visit(clerk=clerk, card=read_card(CARD), phone=PHONE, at=now)
    desk = at_work("quay.hoankiem")
    assert "Yêu cầu về dữ liệu cá nhân" in desk.get(f"/quay/luot/{visit.id}/viec-khac/").content.decode()
    assert desk.get(f"/quay/luot/{visit.id}/du-lieu/").status_code == 200
    address = f"/quay/luot/{visit.id}/du-lieu/xem/"
    assert desk.get(address).status_code == 200
    assert desk.post(address).status_code == 403
    assert not DataRequest.objects.exists()
    give_consent(visit_id=visit.id, given=True, evidence="screen-touch", citizen=citizen_of(visit), at=now)
    assert desk.post(address).status_code == 302
    found = DataRequest.objects.get()
    assert found.channel == "COUNTER"
    assert desk.get(f"/giam-sat/du-lieu/{found.id}/").status_code == 403


def test_a_correction_shows_both_values_and_its_paper(me, sent, png):
    found = made(me, "sua", muc="address", thong_tin="Số 1 phố Khác, Hà Nội", giay_to=png)
    officer = at_work("giamsat.trungtam")
    page = officer.get(f"/giam-sat/du-lieu/{found.id}/").content.decode()
    assert "Số 12 phố Hàng Bông" in page
    assert "Số 1 phố Khác" in page
    assert officer.get(f"/giam-sat/du-lieu/{found.id}/giay-to/").headers["Content-Type"].startswith("image/")
    officer.post(f"/giam-sat/du-lieu/{found.id}/", {"ket_qua": "GRANTED", "tra_loi": WORDS})
    assert "Số 1 phố Khác" in me.get("/toi/du-lieu/").content.decode()


@pytest.fixture
def png():
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.support.city import PNG

    return SimpleUploadedFile("giay.png", PNG, content_type="image/png")
