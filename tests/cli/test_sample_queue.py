"""The sample's lessons, booked times, numbers and timed visits: made once, through the services."""

import pytest

from cuamo.appointments.models import Booking, LessonSession, Ticket
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.selectors.queue import queues_of
from cuamo.appointments.subscribers import end_number
from cuamo.cli.sample_queue import (
    TEACHING,
    TIMED,
    book_times,
    open_lessons_of,
    take_numbers,
    time_visits,
)
from cuamo.dossiers.models import Visit
from cuamo.kernel.clock import local
from cuamo.kernel.events import history_of
from cuamo.organisation.models import Shift

NOW = local("2026-11-26 10:00")


def make(now=NOW):
    return open_lessons_of(now), book_times(now), take_numbers(now), time_visits(now)


def test_a_newcomer_finds_lessons_booked_times_numbers_and_a_measured_point(city, db):
    first, second = make(), make()

    assert first == (len(TEACHING) * len(lessons()), 15, 6, 8)
    assert second == (0, 0, 0, 0)
    assert {session.unit_code for session in LessonSession.objects.all()} == set(TEACHING)
    assert Booking.objects.filter(kind="LESSON").count() == 3
    assert [ticket.number for ticket in Ticket.objects.order_by("number")] == [1, 2, 3, 4, 5, 6]
    for visit in Visit.objects.filter(agency_code=TIMED):
        end_number(history_of(visit.id)[-1])
    assert queues_of([TIMED], at=NOW)[TIMED].measured


@pytest.mark.parametrize("now", [local("2026-11-26 03:00"), local("2026-02-17 10:00")], ids=["night", "Tết"])
def test_on_a_closed_point_nobody_takes_a_number(city, db, now):
    assert take_numbers(now) == 0
    assert not Ticket.objects.exists()


def test_no_shift_of_the_timed_point_stays_open(city, db):
    time_visits(NOW)

    assert not Shift.objects.filter(unit_code=TIMED, closed_at=None).exists()
