"""What people who booked are texted, once each, and never an identity number."""

from datetime import timedelta

import pytest

from cuamo.appointments.services.book import book
from cuamo.appointments.services.change_booking import cancel, move
from cuamo.appointments.services.open_lesson import call_off_lesson, open_lesson
from cuamo.appointments.services.remind import remind
from cuamo.dossiers.services.tell_booker import tell_booker
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, Invalid, NotPermitted
from cuamo.kernel.events import history_of
from cuamo.notices.models import Notice
from tests.appointments.conftest import FRIDAY, PHONE, make_clerk, make_point

TEN = local("2026-11-27 10:00")


def booked(unit, **more):
    given = {"starts_at": TEN, "name": "Lê An", "phone": PHONE, "at": FRIDAY} | more
    return book(unit_code=unit.code, **given)


def tell(booking) -> list[str]:
    """Let everything that happened to the booking be heard, twice; return what was sent, in order."""
    for _ in range(2):
        for event in history_of(booking.id):
            if event.name != "booking.cancelled" or event.data["by_point"]:
                tell_booker(booking_id=booking.id, news=event.name, at=event.occurred_at)
    return list(
        Notice.objects.filter(subject_id=booking.id).order_by("id").values_list("template", flat=True)
    )


def test_a_booked_time_is_texted_once_in_one_part(point):
    booking = booked(point)

    assert tell(booking) == ["N13"]
    notice = Notice.objects.get()
    assert notice.text.startswith(f"DVC Ha Noi: Hen 10:00 27/11 tai Diem DL-1. Ma {booking.code}.")
    assert f"/hen/{booking.token}" in notice.text
    assert notice.parts == 1


def test_moving_it_is_texted_with_the_new_time_and_the_old_place_is_free_again(point):
    booking = booked(point)
    tell(booking)
    moved = move(booking_id=booking.id, starts_at=local("2026-11-28 10:30"), actor=SYSTEM, at=FRIDAY)

    assert tell(moved) == ["N13", "N13D"]
    assert "10:30 28/11" in Notice.objects.latest("id").text
    for phone in ("0912345601", "0912345602"):
        booked(point, phone=phone)


def test_who_cancels_gets_no_text_and_the_place_is_free(point):
    booking = booked(point)
    cancel(booking_id=booking.id, actor=SYSTEM, at=FRIDAY)
    cancel(booking_id=booking.id, actor=SYSTEM, at=FRIDAY)

    assert events.names_of(booking.id) == ["booking.made", "booking.cancelled"]
    assert tell(booking) == []
    for phone in ("0912345601", "0912345602"):
        booked(point, phone=phone)


def test_a_time_that_is_over_is_neither_moved_nor_cancelled(point):
    booking = booked(point)

    for act in (
        lambda: cancel(booking_id=booking.id, actor=SYSTEM, at=TEN),
        lambda: move(booking_id=booking.id, starts_at=local("2026-11-28 10:30"), actor=SYSTEM, at=TEN),
    ):
        with pytest.raises(Conflict):
            act()

    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == ("BOOKED", TEN)


def test_a_move_that_is_refused_leaves_the_old_time_standing(point):
    booking = booked(point)
    with pytest.raises(Invalid):
        move(booking_id=booking.id, starts_at=local("2026-11-27 23:59"), actor=SYSTEM, at=FRIDAY)
    for phone in ("0912345601", "0912345602"):
        booked(point, phone=phone, starts_at=local("2026-11-27 11:00"))
    with pytest.raises(Conflict, match=r"booking\.full"):
        move(booking_id=booking.id, starts_at=local("2026-11-27 11:00"), actor=SYSTEM, at=FRIDAY)

    booking.refresh_from_db()
    assert (booking.starts_at, booking.moves) == (TEN, 0)


def test_people_are_reminded_once_on_the_day_before_unless_they_booked_today(point):
    early = booked(point, starts_at=local("2026-11-30 10:00"))
    late = booked(
        point, starts_at=local("2026-11-30 10:00"), phone="0912345601", at=local("2026-11-29 12:00")
    )

    assert [remind(at=local("2026-11-29 16:00")) for _ in range(2)] == [1, 0]
    assert tell(early) == ["N13", "N13N"]
    assert tell(late) == ["N13"]


def test_everybody_of_a_full_day_is_reminded(point, monkeypatch):
    for number in range(3):
        booked(point, starts_at=local(f"2026-11-30 1{number}:00"), phone=f"091234560{number}")
    monkeypatch.setattr("cuamo.appointments.services.remind.AT_ONCE", 2)

    assert remind(at=local("2026-11-29 16:00")) == 3


def test_a_lesson_called_off_tells_everybody_who_booked_and_where_to_book_again(point):
    clerk = make_clerk(point, 1)
    session = open_lesson(lesson_key="nhan-ra-lua-dao", starts_at=TEN, places=5, staff=clerk, at=FRIDAY)
    booking = booked(point, kind="LESSON", session_id=session.id)
    assert tell(booking) == ["N13B"]
    assert "Nhan ra ke lua dao, 10:00 27/11" in Notice.objects.get().text

    with pytest.raises(Invalid):
        call_off_lesson(session_id=session.id, reason=" ", staff=clerk, at=FRIDAY)
    call_off_lesson(session_id=session.id, reason="Mất điện", staff=clerk, at=FRIDAY)

    assert tell(booking) == ["N13B", "N13H"]
    assert "/dat-lich/bai-hoc" in Notice.objects.latest("id").text
    session.refresh_from_db()
    assert (session.taken, session.reason) == (0, "Mất điện")


@pytest.mark.parametrize(
    "wrong",
    [
        {"lesson_key": "x"},
        {"places": 0},
        {"places": 61},
        {"starts_at": FRIDAY - timedelta(hours=1)},
        {"starts_at": local("2026-11-27 18:50")},
        {"starts_at": local("2026-11-27 23:59")},
        {"starts_at": local("2027-03-01 10:00")},
    ],
)
def test_a_lesson_nobody_could_come_to_is_refused(point, wrong):
    clerk = make_clerk(point, 1)
    given = {"lesson_key": "dung-cong", "starts_at": TEN, "places": 5} | wrong

    with pytest.raises(Invalid):
        open_lesson(**given, staff=clerk, at=FRIDAY)


def test_only_the_point_that_opened_a_lesson_calls_it_off(point):
    clerk, other = make_clerk(point, 1), make_clerk(make_point("DL-2"), 1)
    session = open_lesson(lesson_key="dung-cong", starts_at=TEN, places=5, staff=clerk, at=FRIDAY)

    with pytest.raises(Exception, match=r"lesson\.unknown"):
        call_off_lesson(session_id=session.id, reason="x", staff=other, at=FRIDAY)
    with pytest.raises(NotPermitted):
        open_lesson(lesson_key="dung-cong", starts_at=TEN, places=5, staff=SYSTEM, at=FRIDAY)
    with pytest.raises(Conflict):
        open_lesson(lesson_key="dung-cong", starts_at=TEN, places=5, staff=clerk, at=FRIDAY)

    session.refresh_from_db()
    assert session.cancelled_at is None
