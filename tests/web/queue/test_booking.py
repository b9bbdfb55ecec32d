"""P10, P11: book a time without an account, move it, cancel it, come."""

import re

import pytest
from django.test import Client

from cuamo.appointments.models import Booking, Slot
from cuamo.kernel.clock import local
from tests.appointments.conftest import PHONE, TET

TEN = "2026-11-27T10:00:00+07:00"


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(client, unit, *, when=TEN, name="Nguyễn Thị Đặng Thẳng", phone=PHONE, **more):
    return client.post(f"/dat-lich/{unit.code}/", {"gio": when, "ho_ten": name, "dien_thoai": phone, **more})


def offered(answer) -> list[str]:
    return re.findall(r'name="gio"\s+value="([^"]+)"', answer.content.decode())


def test_a_citizen_books_moves_and_cancels_without_an_account(client, point):
    assert point.name_vi in text(client.get("/dat-lich/"))
    page = client.get(f"/dat-lich/{point.code}/?ngay=2026-11-27")
    assert TEN in offered(page)

    made = send(client, point)
    booking = Booking.objects.get()
    own = client.get(made["Location"])
    assert made["Location"] == f"/hen/{booking.token}/"
    assert booking.code in text(own)
    assert "10:00 · 27/11/2026" in text(own)

    moved = client.post(
        f"/dat-lich/{point.code}/", {"gio": "2026-11-28T09:30:00+07:00", "doi": booking.token}
    )
    assert moved["Location"] == made["Location"]
    assert "09:30 · 28/11/2026" in text(client.get(made["Location"]))

    client.post(f"/hen/{booking.token}/huy/")
    assert "đã hủy" in text(client.get(made["Location"]))
    assert [slot.taken for slot in Slot.objects.order_by("starts_at")] == [0, 0]


def test_only_free_times_are_offered_and_a_full_day_is_not_a_link(client, point, clock):
    for phone in ("0912345601", "0912345602"):
        send(client, point, phone=phone)

    page = client.get(f"/dat-lich/{point.code}/?ngay=2026-11-27")

    assert TEN not in offered(page)
    assert "2026-11-27T09:00:00+07:00" not in offered(page)
    assert "2026-11-27T09:30:00+07:00" in offered(page)


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"name": ""}, "id_ho_ten"),
        ({"phone": "123"}, "id_dien_thoai"),
        ({"when": ""}, "id_gio"),
        ({"when": "2026-11-27T23:59:00+07:00"}, "id_gio"),
        ({"when": "9999-99-99"}, "id_gio"),
        ({"when": "0001-01-01T00:00:00+14:00"}, "id_gio"),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(client, point, more, where):
    answer = send(client, point, **more)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#{where}"' in page
    assert "<title>Lỗi:" in " ".join(page.split()).replace("<title> ", "<title>")
    if more.get("name", "x"):
        assert "Nguyễn Thị Đặng Thẳng" in page
    assert not Booking.objects.exists()


def test_a_time_that_was_taken_meanwhile_is_told_and_others_are_offered(client, point):
    for phone in ("0912345601", "0912345602"):
        send(client, point, phone=phone)

    answer = send(client, point)

    assert answer.status_code == 409
    assert "Giờ này vừa hết chỗ" in text(answer)
    assert offered(answer)
    assert Booking.objects.count() == 2


def test_at_tet_the_next_days_are_offered_and_no_holiday(client, point, clock):
    clock.to(TET)

    page = text(client.get(f"/dat-lich/{point.code}/"))

    assert "17/02" not in page
    assert "18/02" not in page
    assert "21/02" in page


def test_a_point_without_counters_offers_another_one(client, point):
    point.counters.all().delete()

    page = client.get(f"/dat-lich/{point.code}/")

    assert "Chưa có giờ trống" in text(page)
    assert 'href="/dat-lich/"' in page.content.decode()


def test_who_booked_takes_the_number_on_the_phone_when_near_the_time(client, point, clock):
    own = send(client, point)["Location"]
    assert "Tôi đã tới" in text(client.get(own))
    clock.to(local("2026-11-27 08:59"))
    assert "Tôi đã tới" not in text(client.get(own))
    refused = client.post(f"{own}toi/")
    assert refused.status_code == 409
    assert "10:00 27/11/2026" in text(refused)
    clock.to(local("2026-11-27 09:55"))

    taken = client.post(f"{own}toi/")

    assert taken["Location"].startswith("/so/")
    assert "Đã tới theo hẹn" in text(client.get(own))
    refused = client.post(f"{own}huy/")
    assert refused.status_code == 409
    assert Booking.objects.get().state == "ARRIVED"


def test_a_time_that_passed_says_so_and_cannot_be_changed(client, point, clock):
    own = send(client, point)["Location"]
    clock.to(local("2026-11-27 14:00"))

    assert "Giờ hẹn này đã qua" in text(client.get(own))
    assert client.post(f"{own}huy/").status_code == 409
    assert Booking.objects.get().state == "BOOKED"


def test_another_link_moves_nothing(client, point):
    send(client, point)

    answer = client.post(f"/dat-lich/{point.code}/", {"gio": "2026-11-28T09:30:00+07:00", "doi": "x" * 22})

    assert answer.status_code == 404
    assert client.post("/hen/nothing/huy/").status_code == 404
    assert Booking.objects.get().starts_at == local("2026-11-27 10:00")


def test_one_address_books_twenty_times_in_ten_minutes(client, point):
    answers = [send(client, point, name="").status_code for _ in range(21)]

    assert answers == [422] * 20 + [429]


def test_the_pages_speak_english(client, point):
    assert "Where to book a time?" in text(client.get("/en/dat-lich/"))
    assert "Choose day and time" in text(client.get(f"/en/dat-lich/{point.code}/"))
    assert "Short, free lessons" in text(client.get("/en/dat-lich/bai-hoc/"))
    made = Client().post(f"/en/dat-lich/{point.code}/", {"gio": TEN, "ho_ten": "An Le", "dien_thoai": PHONE})
    assert made["Location"].startswith("/en/hen/")
    assert "The time is booked" in text(client.get(made["Location"]))


def test_words_that_match_no_place_say_what_to_try(client, point):
    page = text(client.get("/dat-lich/?q=zzzz"))

    assert "Không thấy «zzzz»." in page
    assert "024.1022" in page
