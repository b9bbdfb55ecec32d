"""D5: the year, what waits for a decision, a decision recorded by one and applied by another."""

from datetime import date

import pytest
from django.test import Client

from cuamo.dossiers.models import Dossier, LongRun
from cuamo.dossiers.services.accept import accept
from cuamo.kernel.clock import local
from cuamo.kernel.models import CalendarDay
from cuamo.kernel.selectors.calendar import forget_calendar
from cuamo.kernel.selectors.calendar_decisions import decisions_about_days
from cuamo.people.models import Account
from tests.support.city import staff
from tests.support.jobs import run_due_jobs

pytestmark = pytest.mark.django_db
HERE = "/danh-muc/lich/"
SWAP = {
    "nam": "2026",
    "van_ban": "Thông báo 9441/TB-BNV",
    "ngay_0": "2026-11-23",
    "loai_0": "SWAP_OFF",
    "ten_0": "Nghỉ hoán đổi",
    "ngay_1": "2026-11-28",
    "loai_1": "SWAP_WORK",
    "ten_1": "Làm bù",
}


@pytest.fixture(autouse=True)
def fresh_calendar():
    forget_calendar()
    yield
    forget_calendar()


def screen(username) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def admin(city, db):
    return screen("quantri.trungtam")


@pytest.fixture
def approver(city, db):
    return screen("duyet.trungtam")


def taken_in(counter) -> Dossier:
    sent = counter.sent("1.004873")
    return accept(dossier_id=sent.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_year_names_what_nobody_has_decided(admin):
    page = words(admin.get(HERE, {"nam": "2026"}))

    assert "Chờ quyết định" in page
    assert "23/11/2026" in page
    assert "Chưa ai xác nhận, chưa tính" in page
    assert "Theo nguồn đã nêu" in page


def test_an_undecided_day_is_taken_into_the_form(admin):
    page = admin.get(HERE, {"nam": "2026", "ngay": "2026-11-23"})

    assert page.context["typed"]["rows"][0]["ngay"] == "2026-11-23"
    assert 'value="2026-11-23"' in page.content.decode()


def test_looking_first_shows_the_dossiers_and_changes_nothing(admin, counter):
    dossier = taken_in(counter)

    page = admin.post(HERE, SWAP | {"viec": "xem"})

    assert "1 hồ sơ đang mở sẽ đổi ngày hẹn" in words(page)
    assert dossier.code in page.content.decode()
    assert "09:00 27/11/2026" in words(page)
    assert page.context["typed"]["van_ban"] == SWAP["van_ban"]
    assert decisions_about_days() == []
    assert not CalendarDay.objects.get(date=date(2026, 11, 23)).confirmed_by


def test_one_records_another_applies_and_what_came_of_it_is_listed(admin, approver, counter):
    dossier, odd = taken_in(counter), taken_in(counter)
    Dossier.objects.filter(id=odd.id).update(due_at=local("2026-11-26 11:11"))

    there = admin.post(HERE, SWAP | {"viec": "ghi"}).url
    own = words(admin.get(there))
    assert "không tự áp dụng" in own
    assert "Áp dụng cho hồ sơ đang mở</button>" not in own
    assert "không tự áp dụng" in words(admin.post(there, follow=True))
    assert not LongRun.objects.exists()

    seen = words(approver.get(there))
    assert "2 hồ sơ đang mở sẽ đổi ngày hẹn" in seen
    assert "Giữ nguyên, cần người xem" in seen
    running = words(approver.post(there, follow=True))
    assert "Đang tính lại ngày hẹn" in running
    assert 'hx-trigger="every 2s"' in running
    run_due_jobs("care")
    done = words(approver.get(there, headers={"HX-Request": "true"}))
    assert "Đã áp dụng cho hồ sơ đang mở" in done
    assert odd.code in done
    assert "hx-trigger" not in done
    assert Dossier.objects.get(id=dossier.id).due_at == local("2026-11-27 09:00")
    assert "đã áp dụng" in words(admin.get(HERE))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"van_ban": ""}, "Cần ghi số và nơi ban hành"),
        ({"ngay_1": "2026-11-23"}, "mỗi ngày một lần"),
        ({"loai_1": ""}, "Dòng 2: chọn ngày và loại ngày"),
        ({"ngay_0": "sai"}, "Dòng 1: chọn ngày và loại ngày"),
        ({"ten_1": ""}, "Cần ghi lý do của ngày"),
        ({"gio_1": "tám giờ"}, "ghi như 08:00–12:00"),
    ],
)
def test_what_is_wrong_is_said_at_its_box_and_what_was_typed_stays(admin, more, said):
    page = admin.post(HERE, SWAP | {"viec": "ghi"} | more)

    assert page.status_code == 422
    assert said in words(page)
    assert page.context["typed"]["rows"][1]["ngay"] == (SWAP | more)["ngay_1"]
    assert decisions_about_days() == []


def test_an_approver_looks_and_cannot_record(approver):
    assert "Ghi một quyết định" not in words(approver.get(HERE))

    assert approver.post(HERE, SWAP | {"viec": "ghi"}).status_code == 403
    assert decisions_about_days() == []


def test_others_see_no_calendar_page(city, db):
    assert screen("chuyenvien.hoankiem").get(HERE).status_code == 403
