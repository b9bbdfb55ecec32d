"""Q0 and Q17: the clerk calls by key, takes numbers for others, teaches."""

import re

import pytest
from django.test import Client

from cuamo.appointments.models import Booking, LessonSession, Ticket
from cuamo.appointments.selectors.queue import called_by
from cuamo.appointments.services.book import book
from cuamo.appointments.subscribers import end_number, tie_number
from cuamo.dossiers.models import Visit
from cuamo.dossiers.services.end_visit import end_visit
from cuamo.kernel.clock import local
from cuamo.kernel.consumers import all_consumers
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Shift
from cuamo.people.models import Account
from cuamo.web.queue.waiting import waiting_block
from tests.appointments.conftest import PHONE, make_clerk, make_point
from tests.appointments.test_tickets import take
from tests.support.city import CARD


@pytest.fixture
def clerk(point):
    return make_clerk(point, 1)


@pytest.fixture
def desk(clerk) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clerk.id))
    return client


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def keys_of(answer) -> list[str]:
    bar = answer.content.decode().split('class="key-bar"')[1]
    return re.findall(r"<kbd>([^<]+)</kbd>([^<]+)", bar)


def test_q0_shows_the_queue_and_the_key_that_calls(desk, point):
    take(point), take(point, 1, priority="ELDERLY")

    shown = desk.get("/quay/")

    assert "Đang chờ: 2 người" in text(shown)
    assert re.search(r"002 .*Người cao tuổi.* 001", text(shown), re.I)
    assert ("Alt+1", "Gọi số tiếp") in keys_of(shown)
    assert "Alt+3" not in [key for key, _ in keys_of(shown)]


def test_one_key_calls_the_same_again_another_passes_over(desk, point, clerk, clock):
    take(point), take(point, 1)
    clock.on(2)

    desk.post("/quay/goi-so/")
    shown = desk.get("/quay/")
    assert "001" in text(shown)
    assert ("Alt+1", "Gọi lại") in keys_of(shown)
    assert ("Alt+3", "Vắng, gọi số tiếp") in keys_of(shown)
    desk.post("/quay/goi-so/")
    assert called_by(clerk.id, at=clock.now).calls == 2

    desk.post("/quay/goi-so/", {"viec": "vang"})

    assert called_by(clerk.id, at=clock.now).number == 2
    assert Ticket.objects.get(number=1).state == "MISSED"


def test_with_nobody_waiting_the_key_says_so(desk, point):
    answer = desk.post("/quay/goi-so/", follow=True)

    assert "Không có ai đang chờ" in text(answer)
    assert not Ticket.objects.exists()


def test_without_a_shift_the_key_leads_to_opening_one(point, clock):
    clerk = make_clerk(point, 1)
    Shift.objects.update(closed_at=clock.now)
    take(point)
    client = Client()
    client.force_login(Account.objects.get(id=clerk.id))

    assert client.post("/quay/goi-so/")["Location"] == "/quay/ca/"
    assert Ticket.objects.get().state == "WAITING"


def test_the_called_number_goes_with_the_visit_that_begins_and_ends_with_it(desk, point, clerk, clock):
    take(point)
    clock.on(2)
    desk.post("/quay/goi-so/")
    clock.on(1)

    started = desk.post("/quay/", {"card": CARD})
    assert started.status_code == 302, text(started)
    visit = Visit.objects.get()
    for event in history_of(visit.id):
        if event.name == "visit.started":
            tie_number(event)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.visit_id) == ("SERVING", visit.id)
    assert ("Alt+1", "Gọi số tiếp") in keys_of(desk.get("/quay/"))

    clock.on(4)
    end_visit(visit_id=visit.id, clerk=clerk, at=clock.now)
    for event in history_of(visit.id):
        if event.name == "visit.ended":
            end_number(event)
    ticket.refresh_from_db()
    assert ticket.state == "DONE"


def test_the_news_of_visits_is_subscribed_to():
    queue = next(consumer for consumer in all_consumers() if consumer.name == "queue")

    assert set(queue.handlers) == {"visit.started", "visit.ended", "shift.closed"}


def test_the_block_of_q0_asks_two_questions(desk, point, django_assert_num_queries, clerk):
    for minute in range(5):
        take(point, minute)
    with django_assert_num_queries(2):
        waiting_block(clerk)


def test_a_clerk_takes_a_number_for_somebody_who_cannot_use_the_screen(desk, point):
    answer = desk.post("/quay/hang-cho/", {"viec": "nhan", "dien": "DISABLED"}, follow=True)

    assert "Đã lấy số 001" in text(answer)
    ticket = Ticket.objects.get()
    assert (ticket.source, ticket.priority, ticket.reason) == ("CLERK", "DISABLED", "nhan")
    assert desk.post("/quay/hang-cho/", {"viec": "x"}).status_code == 422
    assert Ticket.objects.count() == 1


def test_a_clerk_notes_who_came_as_booked_and_who_is_back(desk, point, clock):
    booked = book(
        unit_code=point.code, starts_at=local("2026-11-27 09:30"), name="Lê Văn An", phone=PHONE, at=clock.now
    )
    assert "Lê Văn An" in text(desk.get("/quay/hang-cho/"))
    answer = desk.post("/quay/hang-cho/", {"act": "da-toi", "hen": str(booked.id)}, follow=True)
    assert "Đã tới theo hẹn: số 001" in text(answer)
    clock.on(1)
    desk.post("/quay/goi-so/", {"ve": "hang-cho"})
    desk.post("/quay/goi-so/", {"viec": "vang", "ve": "hang-cho"})
    ticket = Ticket.objects.get()
    assert "Gọi không thấy: 1" in text(desk.get("/quay/hang-cho/"))

    answer = desk.post("/quay/hang-cho/", {"act": "quay-lai", "so": str(ticket.id)}, follow=True)

    assert "Số 001 chờ tiếp" in text(answer)
    assert desk.post("/quay/hang-cho/", {"act": "quay-lai", "so": "x"}).status_code == 404
    assert desk.post("/quay/hang-cho/", {"act": "da-toi", "hen": ""}).status_code == 404


def test_strangers_reach_neither_the_queue_nor_its_acts(point):
    stranger = Client()
    take(point)

    for path in ("/quay/goi-so/", "/quay/hang-cho/", "/quay/hang-cho/cua/", "/quay/bai-hoc-mo/"):
        assert stranger.post(path)["Location"].startswith("/dang-nhap/")
    assert Ticket.objects.get().state == "WAITING"


def test_a_lesson_is_opened_booked_and_called_off(desk, point, clock):
    form = {"bai": "nhan-ra-lua-dao", "ngay.ngay": "30", "ngay.thang": "11", "ngay.nam": "2026"}
    answer = desk.post("/quay/bai-hoc-mo/", {**form, "gio": "09:00", "cho": "8"}, follow=True)
    assert "Đã mở buổi học 09:00 30/11" in text(answer)
    session = LessonSession.objects.get()
    citizen = Client()
    assert "còn 8 chỗ" in text(citizen.get("/dat-lich/bai-hoc/"))

    held = citizen.post(f"/dat-lich/bai-hoc/{session.id}/", {"ho_ten": "Lê An", "dien_thoai": PHONE})
    assert "Đã giữ một chỗ học" in text(citizen.get(held["Location"]))
    assert "đã giữ 1/8 chỗ" in text(desk.get("/quay/bai-hoc-mo/"))

    refused = desk.post("/quay/bai-hoc-mo/", {"act": "huy", "buoi": str(session.id), "ly_do": ""})
    assert refused.status_code == 422
    desk.post("/quay/bai-hoc-mo/", {"act": "huy", "buoi": str(session.id), "ly_do": "Mất điện"})
    assert Booking.objects.get().state == "CANCELLED"
    assert "Giờ hẹn này đã hủy" in text(citizen.get(held["Location"]))
    assert "Chưa có buổi học nào" in text(citizen.get("/dat-lich/bai-hoc/"))
    assert "Mất điện" in text(citizen.get(f"/dat-lich/bai-hoc/{session.id}/"))


@pytest.mark.parametrize(
    "wrong", [{"gio": "9h"}, {"gio": "23:59"}, {"cho": "0"}, {"cho": "²"}, {"bai": "x"}, {"ngay.nam": "26"}]
)
def test_a_lesson_nobody_could_come_to_is_refused_in_words(desk, wrong):
    form = {
        "bai": "dung-cong", "ngay.ngay": "30", "ngay.thang": "11", "ngay.nam": "2026",
        "gio": "09:00", "cho": "8",
    } | wrong  # fmt: skip

    answer = desk.post("/quay/bai-hoc-mo/", form)

    assert answer.status_code == 422
    assert "Lỗi:" in answer.content.decode()
    assert not LessonSession.objects.exists()


def test_another_points_clerk_sees_none_of_this_queue(desk, point, clock):
    take(point)
    other = make_point("DL-2")
    stranger = Client()
    stranger.force_login(Account.objects.get(id=make_clerk(other, 1).id))

    assert "Đang chờ: 0" in text(stranger.get("/quay/hang-cho/"))
    stranger.post("/quay/goi-so/")
    assert Ticket.objects.get().state == "WAITING"
