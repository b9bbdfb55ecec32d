"""H1–H5: numbers at the door, followed on a phone, called on the wall."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from cuamo.appointments.models import Ticket
from cuamo.appointments.selectors.queue import called_by
from cuamo.appointments.services.book import book
from cuamo.appointments.services.call import call_next
from cuamo.appointments.services.follow_visit import begin_with_visit
from cuamo.documents.services.read_aloud import can_read_aloud
from cuamo.kernel.clock import local
from cuamo.organisation.models import Shift
from cuamo.people.models import Account
from tests.appointments.conftest import PHONE, TET, make_clerk
from tests.appointments.test_tickets import measured


@pytest.fixture
def page(point) -> Client:
    return Client()


def take(client, unit, *, reason="nop", priority="", **more):
    return client.post(f"/lay-so/{unit.code}/", {"viec": reason, "dien": priority}, **more)


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_door_asks_what_for_then_priority_and_gives_a_number(page, point):
    first = page.get(f"/lay-so/{point.code}/")
    second = page.get(f"/lay-so/{point.code}/?viec=khac")
    given = take(page, point, reason="khac", priority="ELDERLY")

    assert "Cần làm việc gì?" in text(first)
    assert "Chưa biết, việc khác" in text(first)
    assert "Từ 60 tuổi trở lên" in text(second)
    assert given.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.priority, ticket.source) == (1, "ELDERLY", "PHONE")
    shown = text(page.get(given["Location"]))
    assert "001" in shown
    assert "Tiếp theo là số này" in shown
    assert "chưa có quầy nào làm việc" in shown


def test_the_door_speaks_english(page, point):
    assert "What is it about?" in text(page.get(f"/en/lay-so/{point.code}/"))
    given = take(page, point)
    assert "This number is next" in text(page.get("/en" + given["Location"]))


def test_a_page_of_a_number_holds_nothing_about_a_person_and_is_not_kept(page, point):
    booked = book(
        unit_code=point.code, starts_at=local("2026-11-27 10:00"), name="Nguyễn Thị Đặng Thẳng",
        phone=PHONE, at=local("2026-11-27 09:00"),
    )  # fmt: skip
    ticket = page.post(f"/hen/{booked.token}/toi/")

    shown = page.get(ticket["Location"])
    own = page.get(f"/hen/{booked.token}/")

    for answer in (shown, own):
        assert "Thẳng" not in answer.content.decode()
        assert "0912345678" not in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [(local("2026-11-27 23:59"), "07:00 28/11/2026"), (TET, "07:00 21/02/2026")],
    ids=["23:59", "Tết"],
)
def test_a_closed_door_says_when_it_opens_and_offers_a_booked_time(page, point, clock, moment, opens):
    clock.to(moment)

    for answer in (page.get(f"/lay-so/{point.code}/"), take(page, point)):
        assert answer.status_code == 409
        assert opens in text(answer)
        assert f"/dat-lich/{point.code}/" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_door_of_no_point_is_not_found(page):
    assert page.get("/lay-so/NONE/").status_code == 404
    assert page.get("/goi-so/NONE/").status_code == 404
    assert page.get("/so/nothing/").status_code == 404


def test_wrong_answers_at_the_door_take_no_number(page, point):
    assert take(page, point, reason="x").status_code == 422
    assert take(page, point, priority="VIP").status_code == 422
    assert not Ticket.objects.exists()


def test_one_address_takes_thirty_numbers_in_ten_minutes_the_door_itself_any_number(page, point):
    for _ in range(30):
        assert take(page, point).status_code == 302
    refused = take(page, point)
    assert refused.status_code == 429
    assert "nhờ nhân viên lấy số" in text(refused)
    assert Ticket.objects.count() == 30

    clerk = make_clerk(point, 1)
    staff = Client()
    staff.force_login(account_of(clerk))
    answer = staff.post("/quay/hang-cho/cua/")
    assert answer["Location"] == f"/lay-so/{point.code}/"
    assert take(staff, point).status_code == 302
    assert Ticket.objects.latest("number").source == "DOOR"


def account_of(clerk):
    return Account.objects.get(id=clerk.id)


def test_a_cookie_somebody_made_up_is_no_door(page, point):
    page.cookies["cua"] = f"{point.code}:made-up"

    take(page, point)

    assert Ticket.objects.get().source == "PHONE"


def test_six_digits_can_be_touched_without_scripts_and_give_a_number(page, point, clock):
    booked = book(
        unit_code=point.code, starts_at=local("2026-11-27 09:30"), name="Lê An", phone=PHONE, at=clock.now
    )
    clock.on(20)
    given = ""
    for digit in booked.code:
        answer = page.get(f"/lay-so/{point.code}/hen/?ma={given}&so={digit}")
        given = re.search(r'name="ma"[^>]*value="(\d*)"', answer.content.decode()).group(1)
    assert given == booked.code
    assert (
        f'value="{given[:-1]}"' in page.get(f"/lay-so/{point.code}/hen/?ma={given}&so=xoa").content.decode()
    )

    answer = page.post(f"/lay-so/{point.code}/hen/", {"ma": given})

    assert Ticket.objects.get().booking_id == booked.id
    assert answer["Location"] == f"/so/{Ticket.objects.get().token}/"


def test_a_wrong_code_is_told_and_guessing_is_stopped(page, point):
    answer = page.post(f"/lay-so/{point.code}/hen/", {"ma": "000000"})
    assert answer.status_code == 404
    assert "Không thấy mã này ở đây hôm nay" in text(answer)
    for _ in range(25):
        answer = page.post(f"/lay-so/{point.code}/hen/", {"ma": "000000"})
    assert answer.status_code == 429


def test_a_phone_follows_its_number_to_the_counter_and_back(page, point, clock):
    clerk = make_clerk(point, 2)
    measured(point, [200, 220, 240, 260, 300])
    first, mine = take(page, point)["Location"], take(page, point)["Location"]
    clock.on(1)

    waiting = text(page.get(mine))
    assert "Trước còn 1 người" in waiting
    assert "chờ khoảng 3–9 phút" in waiting
    assert page.get(f"{mine}moi/?dang=WAITING").status_code == 200

    call_next(clerk=clerk, at=clock.now)
    fresh = page.get(f"{first}moi/?dang=WAITING")
    assert (fresh.status_code, fresh["X-Go"]) == (204, first)
    assert "Mời đến quầy 2" in text(page.get(first))
    assert "Tiếp theo là số này" in text(page.get(mine))

    client = Client()
    client.force_login(account_of(clerk))
    client.post("/quay/goi-so/", {"viec": "vang"})
    assert "Đã gọi mà chưa thấy tới" in text(page.get(first))
    assert page.post(f"{first}quay-lai/").status_code == 302
    assert "Trước còn" in text(page.get(first)) or "Tiếp theo" in text(page.get(first))
    assert page.post(f"{first}ve/").status_code == 302
    assert "Đã trả số này" in text(page.get(first))


def test_a_number_of_yesterday_says_so(page, point, clock):
    mine = take(page, point)["Location"]
    clock.on(24 * 60)

    assert "ngày đã qua" in text(page.get(mine))


def door_of(point, *, paper: str) -> Client:
    """Return a browser that staff made the door's screen."""
    client = Client()
    clerk = Shift.objects.filter(unit_code=point.code).first()
    client.force_login(clerk.clerk if clerk else account_of(make_clerk(point, 1)))
    client.post("/quay/hang-cho/cua/", {"giay": paper})
    return client


def test_a_number_is_said_digit_by_digit(page, point):
    mine = take(page, point)["Location"]

    if can_read_aloud("vi"):
        answer = page.get(mine + "nghe/")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("audio/")
        assert "nghe/" in page.get(mine).content.decode()
    else:
        assert "nghe/" not in page.get(mine).content.decode()


def test_a_slip_prints_the_number_and_the_code_for_a_roll_or_on_a6(page, point):
    mine = take(page, point)["Location"]

    roll, sheet = page.get(mine).content.decode(), page.get(mine + "?kho=a6").content.decode()

    assert "slip-80.css" in roll
    assert "slip-a6.css" in sheet
    assert "slip-a6.css" in door_of(point, paper="a6").get(mine).content.decode()
    assert "slip-80.css" in door_of(point, paper="x").get(mine).content.decode()
    assert roll.count("<svg") >= 1
    assert 'class="only-print slip"' in roll


def test_the_board_shows_the_newest_call_and_the_ones_before(page, point, clock):
    one, two = make_clerk(point, 1), make_clerk(point, 2)
    for _ in range(3):
        take(page, point)
    assert "Chưa gọi số mới" in text(page.get(f"/goi-so/{point.code}/"))
    clock.on(1)
    call_next(clerk=one, at=clock.now)
    clock.on(1)
    call_next(clerk=two, at=clock.now)

    whole = page.get(f"/goi-so/{point.code}/").content.decode()
    part = page.get(f"/goi-so/{point.code}/?moi").content.decode()

    for answer in (whole, part):
        assert 'data-call="002-1"' in answer
        assert re.search(r"Mời số.*002.*đến quầy.*2.*002.*001", " ".join(answer.split()))
    assert "<html" not in part


def test_a_call_not_answered_yet_stays_large_while_a_later_one_is_helped(page, point, clock):
    one, two = make_clerk(point, 1), make_clerk(point, 2)
    for _ in range(2):
        take(page, point)
    call_next(clerk=one, at=clock.now)
    clock.on(1)
    call_next(clerk=two, at=clock.now)
    begin_with_visit(visit_id=uuid4(), clerk_id=two.id, at=clock.now)

    assert 'data-call="001-1"' in page.get(f"/goi-so/{point.code}/?moi").content.decode()


def test_a_board_asks_five_questions_however_many_calls(page, point, django_assert_num_queries):
    clerk = make_clerk(point, 1)
    take(page, point)
    call_next(clerk=clerk, at=local("2026-11-27 09:00"))

    with django_assert_num_queries(5):
        page.get(f"/goi-so/{point.code}/?moi")


def test_only_calls_of_today_are_spoken(page, point, clock):
    clerk = make_clerk(point, 2)
    take(page, point)
    assert page.get(f"/goi-so/{point.code}/tieng/1-2/").status_code == 404
    call_next(clerk=clerk, at=clock.now)

    answer = page.get(f"/goi-so/{point.code}/tieng/1-2/")

    if can_read_aloud("vi"):
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("audio/")
        assert page.get(f"/goi-so/{point.code}/tieng/1-2/", headers={"Range": "bytes=0-1"}).status_code == 206
    else:
        assert answer.status_code >= 400
        assert "data-sound" not in page.get(f"/goi-so/{point.code}/").content.decode()
    assert page.get(f"/goi-so/{point.code}/tieng/1-1/").status_code == 404
    clock.on(24 * 60)
    assert page.get(f"/goi-so/{point.code}/tieng/1-2/").status_code == 404


def test_without_a_voice_the_board_offers_none(page, point, clock, settings):
    settings.SPEECH_PROGRAM = ""
    clerk = make_clerk(point, 1)
    take(page, point)
    call_next(clerk=clerk, at=clock.now)

    board = page.get(f"/goi-so/{point.code}/").content.decode()

    assert 'data-call="001-1"' in board
    assert "data-sound=" not in board
    assert called_by(clerk.id, at=clock.now).number == 1
