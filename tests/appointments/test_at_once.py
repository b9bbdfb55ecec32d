"""Many at the same moment, on real threads and the real database."""

from collections import Counter as Tally

import pytest

from cuamo.appointments.models import Booking, LessonSession, Slot, Ticket
from cuamo.appointments.services.book import book
from cuamo.appointments.services.call import call_next
from cuamo.appointments.services.change_booking import move
from cuamo.appointments.services.open_lesson import open_lesson
from cuamo.appointments.services.take_ticket import arrive, take_ticket
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import local
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import forget_calendar
from tests.appointments.conftest import FRIDAY, make_clerk, make_point
from tests.support.at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

TEN = local("2026-11-27 10:00")
ELEVEN = local("2026-11-27 11:00")


@pytest.fixture
def point(transactional_db):
    forget_calendar()
    return make_point(counters=4)


def booking(unit, phone, starts_at=TEN, **more):
    return lambda: book(
        unit_code=unit.code, starts_at=starts_at, name="Lê An", phone=phone, at=FRIDAY, **more
    )


def take(unit):
    return lambda: take_ticket(unit_code=unit.code, reason="nop", source="DOOR", actor=SYSTEM, at=FRIDAY)


def test_twelve_who_book_the_last_four_places_get_four(point):
    came = all_at_once([booking(point, f"09123456{number:02d}") for number in range(12)])

    refused = [result for result in came if isinstance(result, DomainError)]
    assert len(refused) == 8
    assert {error.code for error in refused} == {"booking.full"}
    assert Booking.objects.filter(starts_at=TEN).count() == Slot.objects.get(starts_at=TEN).taken == 4


def test_the_same_phone_twelve_times_at_once_gets_one_place(point):
    came = all_at_once([booking(point, "0912345678") for _ in range(12)])

    assert sum(isinstance(result, Booking) for result in came) == 1
    assert Booking.objects.count() == Slot.objects.get(starts_at=TEN).taken == 1


def test_moving_into_the_last_place_at_once_loses_no_place_and_no_booking(point):
    held = [booking(point, f"09123456{number:02d}")() for number in range(4)]
    taken = [booking(point, f"09223456{number:02d}", ELEVEN)() for number in range(3)]

    came = all_at_once(
        [lambda one=one: move(booking_id=one.id, starts_at=ELEVEN, actor=SYSTEM, at=FRIDAY) for one in held]
    )

    assert sum(isinstance(result, Booking) for result in came) == 1
    by_hour = Tally(Booking.objects.values_list("starts_at", flat=True))
    assert by_hour == {TEN: 3, ELEVEN: len(taken) + 1}
    assert dict(Slot.objects.values_list("starts_at", "taken")) == by_hour


def test_two_lists_of_movers_crossing_each_other_end_without_a_deadlock(point):
    early = [booking(point, f"09123456{number:02d}")() for number in range(3)]
    late = [booking(point, f"09223456{number:02d}", ELEVEN)() for number in range(3)]

    came = all_at_once(
        [lambda one=one: move(booking_id=one.id, starts_at=ELEVEN, actor=SYSTEM, at=FRIDAY) for one in early]
        + [lambda one=one: move(booking_id=one.id, starts_at=TEN, actor=SYSTEM, at=FRIDAY) for one in late]
    )

    assert all(isinstance(result, Booking | DomainError) for result in came)
    by_hour = Tally(Booking.objects.values_list("starts_at", flat=True))
    assert sum(by_hour.values()) == 6
    assert max(by_hour.values()) <= 4
    assert {hour: taken for hour, taken in Slot.objects.values_list("starts_at", "taken") if taken} == by_hour


def test_a_lesson_of_five_places_takes_five_of_twelve(point):
    clerk = make_clerk(point, 1)
    session = open_lesson(lesson_key="dung-cong", starts_at=TEN, places=5, staff=clerk, at=FRIDAY)

    came = all_at_once(
        [
            booking(point, f"09123456{number:02d}", kind="LESSON", session_id=session.id)
            for number in range(12)
        ]
    )

    assert sum(isinstance(result, Booking) for result in came) == 5
    assert LessonSession.objects.get().taken == Booking.objects.count() == 5


def test_numbers_taken_at_once_are_one_row_without_gap_or_twin(point):
    came = all_at_once([take(point) for _ in range(12)])

    assert sorted(ticket.number for ticket in came) == list(range(1, 13))


def test_four_clerks_who_call_at_once_never_get_the_same_number(point):
    for _ in range(6):
        take(point)()
    clerks = [make_clerk(point, number) for number in range(1, 5)]

    came = all_at_once([lambda clerk=clerk: call_next(clerk=clerk, at=FRIDAY) for clerk in clerks])

    assert len({ticket.id for ticket in came}) == 4
    assert sorted(ticket.number for ticket in came) == [1, 2, 3, 4]
    assert Ticket.objects.filter(state="WAITING").count() == 2


def test_one_clerk_who_presses_the_key_eight_times_at_once_holds_one_number(point):
    for _ in range(6):
        take(point)()
    clerk = make_clerk(point, 1)

    came = all_at_once([lambda: call_next(clerk=clerk, at=FRIDAY) for _ in range(8)])

    held = Ticket.objects.filter(state="CALLED")
    assert [ticket.clerk_id for ticket in held] == [clerk.id]
    assert {ticket.id for ticket in came if isinstance(ticket, Ticket)} == {held[0].id}
    assert Ticket.objects.filter(state="WAITING").count() == 5


def test_arriving_at_the_door_and_on_the_phone_at_once_gives_one_number(point):
    booked = booking(point, "0912345678")()

    came = all_at_once([lambda: arrive(booking_id=booked.id, actor=SYSTEM, at=TEN) for _ in range(6)])

    assert len({ticket.id for ticket in came}) == 1
    assert Ticket.objects.count() == 1
