"""Numbers of a day: taken, called in a fair order, missed and back, tied to visits, measured."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from cuamo.appointments.models import Pace, ServiceTime, Ticket
from cuamo.appointments.selectors.queue import (
    ahead_of,
    called_by,
    calls_at,
    queues_of,
    ticket_by_token,
    wait_of,
    waiting_at,
)
from cuamo.appointments.services.book import book
from cuamo.appointments.services.call import call_after_missing, call_next, come_back, leave, release
from cuamo.appointments.services.follow_visit import begin_with_visit, end_with_visit, forget_old_times
from cuamo.appointments.services.take_ticket import arrive, take_ticket
from cuamo.appointments.types import TicketState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.clock import local
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.organisation.models import Shift
from tests.appointments.conftest import FRIDAY, PHONE, TET, make_clerk, make_point

MINUTE = timedelta(minutes=1)


def take(unit, minutes=0, *, priority="", at=None, reason="nop"):
    return take_ticket(
        unit_code=unit.code,
        reason=reason,
        priority=priority,
        source="DOOR",
        actor=SYSTEM,
        at=at or FRIDAY + minutes * MINUTE,
    )


def test_numbers_begin_at_one_every_day_and_at_every_point(point):
    other = make_point("DL-2")

    assert [take(point).number, take(point).number, take(other).number] == [1, 2, 1]
    assert take(point, at=FRIDAY + timedelta(days=1)).number == 1
    assert take(point).shown == "003"


def test_a_number_says_nothing_about_its_holder(point):
    ticket = take(point, priority="PREGNANT")

    (event,) = events.history_of(ticket.id)
    assert event.data == {
        "unit_code": "DL-1", "number": 1, "reason": "nop", "priority": "PREGNANT", "source": "DOOR"
    }  # fmt: skip
    assert ticket_by_token(ticket.token) == ticket
    with pytest.raises(NotFound):
        ticket_by_token("")


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (local("2026-11-27 06:29"), "07:00 27/11/2026"),
        (local("2026-11-27 19:00"), "07:00 28/11/2026"),
        (local("2026-11-27 23:59"), "07:00 28/11/2026"),
        (TET, "07:00 21/02/2026"),
    ],
    ids=["too early", "at closing", "23:59", "Tết"],
)
def test_a_closed_point_gives_no_number_and_says_when_it_opens(point, at, says):
    with pytest.raises(Conflict) as refused:
        take(point, at=at)

    assert refused.value.code == "point.closed"
    assert says in refused.value.hint_vi
    assert says in refused.value.hint_en
    assert not Ticket.objects.exists()


def test_half_an_hour_before_opening_numbers_are_given(point):
    assert take(point, at=local("2026-11-27 06:30")).number == 1


@pytest.mark.parametrize("wrong", [{"reason": "x"}, {"priority": "VIP"}])
def test_a_reason_or_priority_outside_the_list_is_refused(point, wrong):
    with pytest.raises(Invalid):
        take(point, **wrong)

    assert not Ticket.objects.exists()
    assert take(point).number == 1


def test_a_clerk_calls_in_the_order_of_the_rule(point):
    clerk = make_clerk(point, 1)
    first, second, elderly = take(point), take(point, 1), take(point, 2, priority="ELDERLY")

    called = []
    for minute in range(3):
        ticket = call_next(clerk=clerk, at=FRIDAY + (10 + minute) * MINUTE)
        begin_with_visit(visit_id=uuid4(), clerk_id=clerk.id, at=FRIDAY + (10 + minute) * MINUTE)
        called.append(ticket.id)

    assert called == [elderly.id, first.id, second.id]
    assert call_next(clerk=clerk, at=FRIDAY + 20 * MINUTE) is None


def test_the_key_pressed_twice_calls_the_same_number_again(point):
    clerk = make_clerk(point, 1)
    take(point), take(point, 1)

    first = call_next(clerk=clerk, at=FRIDAY + 2 * MINUTE)
    again = call_next(clerk=clerk, at=FRIDAY + 3 * MINUTE)

    assert (again.id, again.calls, again.counter_number) == (first.id, 2, 1)
    assert len(waiting_at(point.code, at=FRIDAY)) == 1
    assert events.names_of(first.id) == ["ticket.taken", "ticket.called", "ticket.called"]


def test_who_does_not_come_is_passed_over_and_may_come_back_soon(point):
    clerk = make_clerk(point, 1)
    missing, here, later = take(point), take(point, 1), take(point, 40)
    call_next(clerk=clerk, at=FRIDAY + 30 * MINUTE)

    following = call_after_missing(clerk=clerk, at=FRIDAY + 33 * MINUTE)

    assert following.id == here.id
    missing.refresh_from_db()
    assert (missing.state, missing.misses, missing.clerk_id) == ("MISSED", 1, "")
    back = come_back(ticket_id=missing.id, actor=SYSTEM, at=FRIDAY + 50 * MINUTE)
    assert (back.state, back.rank_at) == ("WAITING", FRIDAY + 35 * MINUTE)
    assert [ticket.id for ticket in waiting_at(point.code, at=FRIDAY)] == [missing.id, later.id]
    assert come_back(ticket_id=missing.id, actor=SYSTEM, at=FRIDAY + 55 * MINUTE).rank_at == back.rank_at


def test_a_number_given_up_is_not_called_and_one_being_helped_is_not_given_up(point):
    clerk = make_clerk(point, 1)
    ticket, other = take(point), take(point, 1)
    leave(ticket_id=ticket.id, actor=SYSTEM, at=FRIDAY + 2 * MINUTE)

    called = call_next(clerk=clerk, at=FRIDAY + 3 * MINUTE)

    assert called.id == other.id
    with pytest.raises(Conflict):
        leave(ticket_id=other.id, actor=SYSTEM, at=FRIDAY + 4 * MINUTE)
    with pytest.raises(Conflict):
        come_back(ticket_id=ticket.id, actor=SYSTEM, at=FRIDAY + 4 * MINUTE)
    other.refresh_from_db()
    assert other.state == TicketState.CALLED


def test_without_a_shift_nobody_is_called(point):
    ticket = take(point)
    stranger = Actor(ActorKind.STAFF, str(uuid4()), "Vũ Văn Kha", point.code, frozenset({"CLERK"}))

    with pytest.raises(NotPermitted, match=r"shift\.closed"):
        call_next(clerk=stranger, at=FRIDAY)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.calls) == ("WAITING", 0)


def test_yesterdays_call_does_not_hold_back_today(point):
    clerk = make_clerk(point, 1)
    yesterday = take(point)
    call_next(clerk=clerk, at=FRIDAY)
    tomorrow = FRIDAY + timedelta(days=1)
    today = take(point, at=tomorrow)

    assert called_by(clerk.id, at=tomorrow) is None
    assert call_next(clerk=clerk, at=tomorrow).id == today.id
    yesterday.refresh_from_db()
    assert yesterday.state == TicketState.MISSED


def test_a_booked_time_becomes_a_number_placed_by_its_time(point):
    walk_in = take(point, 20)
    booking = book(unit_code=point.code, starts_at=FRIDAY + 30 * MINUTE, name="Lê An", phone=PHONE, at=FRIDAY)

    ticket = arrive(booking_id=booking.id, actor=SYSTEM, at=FRIDAY + 25 * MINUTE)

    assert [one.id for one in waiting_at(point.code, at=FRIDAY)] == [ticket.id, walk_in.id]
    assert arrive(booking_id=booking.id, actor=SYSTEM, at=FRIDAY + 26 * MINUTE).id == ticket.id
    assert Ticket.objects.count() == 2


def test_arriving_hours_before_or_after_a_booked_time_is_refused_with_its_hour(point):
    booking = book(
        unit_code=point.code, starts_at=FRIDAY + 180 * MINUTE, name="Lê An", phone=PHONE, at=FRIDAY
    )

    for minutes in (60, 180 + 181):
        with pytest.raises(Conflict, match=r"12:00 27/11/2026"):
            arrive(booking_id=booking.id, actor=SYSTEM, at=FRIDAY + minutes * MINUTE)

    booking.refresh_from_db()
    assert booking.state == "BOOKED"
    assert not Ticket.objects.exists()


def test_a_visit_takes_the_called_number_with_it_and_measures_the_pace(point):
    clerk = make_clerk(point, 1)
    take(point)
    ticket = call_next(clerk=clerk, at=FRIDAY)
    visit = uuid4()

    for _ in range(2):
        begin_with_visit(visit_id=visit, clerk_id=clerk.id, at=FRIDAY + MINUTE)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.visit_id) == ("SERVING", visit)
    for _ in range(2):
        end_with_visit(visit_id=visit, unit_code=point.code, seconds=240, at=FRIDAY + 5 * MINUTE)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.ended_at) == ("DONE", FRIDAY + 5 * MINUTE)
    assert ServiceTime.objects.get().seconds == 240


def test_a_visit_that_began_before_the_call_takes_no_number(point):
    clerk = make_clerk(point, 1)
    take(point)
    ticket = call_next(clerk=clerk, at=FRIDAY + 5 * MINUTE)

    assert begin_with_visit(visit_id=uuid4(), clerk_id=clerk.id, at=FRIDAY) is None

    ticket.refresh_from_db()
    assert ticket.state == TicketState.CALLED


def test_a_number_whose_clerk_closed_the_shift_waits_again_at_its_place(point):
    clerk, other = make_clerk(point, 1), make_clerk(point, 2)
    take(point), take(point, 1)
    called = call_next(clerk=clerk, at=FRIDAY + 2 * MINUTE)
    shift = Shift.objects.get(clerk_id=clerk.id)

    assert [release(shift_id=shift.id, at=FRIDAY + 3 * MINUTE) for _ in range(2)] == [1, 0]

    called.refresh_from_db()
    assert (called.state, called.clerk_id, called.counter_number) == ("WAITING", "", None)
    assert call_next(clerk=other, at=FRIDAY + 4 * MINUTE).id == called.id
    assert release(shift_id=shift.id, at=FRIDAY + 5 * MINUTE) == 0
    assert release(shift_id=uuid4(), at=FRIDAY) == 0


def measured(unit, seconds, *, at=FRIDAY - timedelta(days=1)):
    for place, one in enumerate(seconds):
        end_with_visit(visit_id=uuid4(), unit_code=unit.code, seconds=one, at=at + place * MINUTE)


def test_no_waiting_time_is_told_before_five_visits_were_measured(point):
    make_clerk(point, 1)
    measured(point, [200, 220, 240, 260])
    take(point)

    queue = queues_of([point.code], at=FRIDAY)[point.code]

    assert (queue.waiting, queue.counters, queue.wait, queue.measured) == (1, 1, None, False)


def test_the_waiting_time_follows_measured_visits_and_counters_at_work(point):
    make_clerk(point, 1)
    measured(point, [180, 200, 240, 300, 360, 400, 10_000])
    ticket = [take(point, minute) for minute in range(4)][-1]

    queue = queues_of([point.code], at=FRIDAY + 5 * MINUTE)[point.code]
    ahead = ahead_of(ticket)

    assert Pace.objects.get().visits == 6
    assert (queue.waiting, queue.wait.least, queue.wait.most) == (4, 13, 30)
    assert (ahead, wait_of(ticket, ahead=3, at=FRIDAY).most) == (3, 25)
    make_clerk(point, 2)
    assert queues_of([point.code], at=FRIDAY + 5 * MINUTE)[point.code].wait.most == 15


def test_what_was_measured_weeks_ago_says_nothing_about_today(point):
    make_clerk(point, 1)
    measured(point, [200] * 6, at=FRIDAY - timedelta(days=20))

    queue = queues_of([point.code], at=FRIDAY)[point.code]

    assert (queue.wait, queue.measured) == (None, False)
    assert forget_old_times(at=FRIDAY + timedelta(days=60)) == 6


def test_queues_of_many_points_are_three_questions(point, django_assert_num_queries):
    units = [point, *(make_point(f"DL-{number}") for number in range(2, 32))]
    take(units[3])

    with django_assert_num_queries(3):
        queues = queues_of([unit.code for unit in units], at=FRIDAY)

    assert sum(queue.waiting for queue in queues.values()) == 1
    assert len(queues) == 31


def test_the_board_lists_the_last_calls_newest_first(point):
    first, second = make_clerk(point, 1), make_clerk(point, 2)
    take(point), take(point, 1), take(point, 2)
    call_next(clerk=first, at=FRIDAY + 3 * MINUTE)
    call_next(clerk=second, at=FRIDAY + 4 * MINUTE)

    assert [(ticket.shown, ticket.counter_number) for ticket in calls_at(point.code, at=FRIDAY)] == [
        ("002", 2),
        ("001", 1),
    ]


def test_a_clerk_changes_no_number_and_no_booked_time_of_another_point(point):
    clerk = make_clerk(point, 1)
    stranger = replace(clerk, unit_code="DL-999")
    ticket = take(point)
    call_next(clerk=clerk, at=FRIDAY)
    call_after_missing(clerk=clerk, at=FRIDAY + MINUTE)
    later = FRIDAY + 20 * MINUTE
    booking = book(
        unit_code=point.code,
        starts_at=FRIDAY + 60 * MINUTE,
        name="Bà Tư",
        phone=PHONE,
        actor=SYSTEM,
        at=FRIDAY,
    )

    with pytest.raises(NotFound):
        come_back(ticket_id=ticket.id, actor=stranger, at=later)
    with pytest.raises(NotFound):
        arrive(booking_id=booking.id, actor=stranger, at=later)
    ticket.refresh_from_db()
    booking.refresh_from_db()
    assert (ticket.state, booking.state) == (TicketState.MISSED, "BOOKED")
