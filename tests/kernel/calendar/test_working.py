from datetime import UTC, date, datetime, time

import pytest

from cuamo.kernel.calendar import (
    DayKind,
    OfficeHours,
    WorkingCalendar,
    build,
    due_after_days,
    due_after_hours,
    due_same_day,
    load_reference,
)
from cuamo.kernel.clock import HANOI, local


@pytest.fixture(scope="module")
def calendar():
    return build(load_reference())


@pytest.mark.parametrize(
    ("received", "hours", "starts", "due"),
    [
        ("2026-09-11 16:30", 8, "2026-09-11 16:30", "2026-09-14 16:30"),
        ("2026-09-14 08:00", 8, "2026-09-14 08:00", "2026-09-14 17:00"),
        ("2026-09-14 08:00", 4, "2026-09-14 08:00", "2026-09-14 12:00"),
        ("2026-09-14 08:00", 5, "2026-09-14 08:00", "2026-09-14 14:00"),
        ("2026-09-14 12:00", 4, "2026-09-14 13:00", "2026-09-14 17:00"),
        ("2026-09-14 12:20", 1, "2026-09-14 13:00", "2026-09-14 14:00"),
        ("2026-09-14 17:00", 8, "2026-09-15 08:00", "2026-09-15 17:00"),
        ("2026-09-14 06:10", 8, "2026-09-14 08:00", "2026-09-14 17:00"),
        ("2026-09-12 10:00", 8, "2026-09-14 08:00", "2026-09-14 17:00"),
        ("2026-02-13 16:00", 8, "2026-02-13 16:00", "2026-02-23 16:00"),
        ("2026-02-22 23:59", 8, "2026-02-23 08:00", "2026-02-23 17:00"),
        ("2026-02-17 10:00", 4, "2026-02-23 08:00", "2026-02-23 12:00"),
        ("2026-08-21 16:00", 8, "2026-08-21 16:00", "2026-08-22 16:00"),
        ("2026-08-28 16:00", 8, "2026-08-28 16:00", "2026-09-03 16:00"),
        ("2026-08-31 09:00", 1, "2026-09-03 08:00", "2026-09-03 09:00"),
        ("2026-01-02 09:00", 1, "2026-01-05 08:00", "2026-01-05 09:00"),
        ("2026-01-09 16:00", 8, "2026-01-09 16:00", "2026-01-10 16:00"),
        ("2026-11-23 16:00", 8, "2026-11-23 16:00", "2026-11-25 16:00"),
        ("2026-11-28 09:00", 1, "2026-11-30 08:00", "2026-11-30 09:00"),
        ("2026-04-24 16:00", 8, "2026-04-24 16:00", "2026-04-28 16:00"),
        ("2027-04-29 16:30", 8, "2027-04-29 16:30", "2027-05-04 16:30"),
    ],
)
def test_a_limit_in_hours_runs_in_office_hours_only(calendar, received, hours, starts, due):
    clock = due_after_hours(local(received), hours, calendar=calendar)
    assert (clock.starts_at, clock.due_at) == (local(starts), local(due))


def test_two_working_days_across_a_weekend_are_sixteen_hours(calendar):
    clock = due_after_days(local("2026-09-11 16:00"), 2, calendar=calendar)
    assert clock.due_at == local("2026-09-15 16:00")
    assert calendar.add_working_days(local("2026-09-14 08:00"), 1) == local("2026-09-14 17:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-09-14 14:59", "2026-09-14 17:00"),
        ("2026-09-14 15:00", "2026-09-15 17:00"),
        ("2026-09-14 15:01", "2026-09-15 17:00"),
        ("2026-09-14 06:00", "2026-09-14 17:00"),
        ("2026-09-14 12:30", "2026-09-14 17:00"),
        ("2026-09-14 22:00", "2026-09-15 17:00"),
        ("2026-09-11 15:00", "2026-09-14 17:00"),
        ("2026-09-12 09:00", "2026-09-14 17:00"),
        ("2026-09-12 16:00", "2026-09-14 17:00"),
        ("2026-02-13 15:00", "2026-02-23 17:00"),
        ("2026-11-23 15:30", "2026-11-25 17:00"),
        ("2026-11-24 09:00", "2026-11-25 17:00"),
    ],
)
def test_a_same_day_result_turns_at_fifteen_hundred(calendar, received, due):
    assert due_same_day(local(received), calendar=calendar).due_at == local(due)


def test_the_last_second_before_fifteen_hundred_is_the_same_day(calendar):
    received = local("2026-09-14 14:59:59.999999")
    assert due_same_day(received, calendar=calendar).due_at == local("2026-09-14 17:00")


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-09-14 10:00", 1, "2026-09-15 17:00"),
        ("2026-09-14 23:00", 5, "2026-09-21 17:00"),
        ("2026-02-10 09:00", 5, "2026-02-23 17:00"),
        ("2026-09-12 09:00", 0, "2026-09-14 17:00"),
    ],
)
def test_calendar_days_leave_out_the_first_and_roll_forward(calendar, received, days, due):
    assert calendar.add_calendar_days(local(received), days) == local(due)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 8, 31), DayKind.SWAP_OFF),
        (date(2026, 8, 22), DayKind.SWAP_WORK),
        (date(2026, 1, 10), DayKind.SWAP_WORK),
        (date(2026, 11, 24), DayKind.HOLIDAY),
        (date(2026, 11, 23), DayKind.WORK),
        (date(2026, 11, 28), DayKind.INTAKE_ONLY),
        (date(2026, 2, 21), DayKind.REST),
        (date(2026, 4, 27), DayKind.HOLIDAY),
        (date(2030, 2, 2), DayKind.HOLIDAY),
    ],
)
def test_days_of_the_reference(calendar, day, kind):
    assert calendar.kind_of(day) is kind


def test_a_saturday_takes_dossiers_in_and_runs_no_clock(calendar):
    saturday, sunday, in_tet = date(2026, 9, 12), date(2026, 9, 13), date(2026, 2, 21)
    assert calendar.takes_intake(saturday)
    assert not calendar.is_working(saturday)
    assert not calendar.takes_intake(sunday)
    assert not calendar.takes_intake(in_tet)


def test_a_moment_of_another_zone_is_read_in_hanoi(calendar):
    at = datetime(2026, 9, 14, 1, 30, tzinfo=UTC)
    assert calendar.next_open(at).isoformat() == "2026-09-14T08:30:00+07:00"
    assert calendar.add_minutes(at, 60).tzinfo is HANOI


@pytest.mark.parametrize(
    "ask",
    [
        lambda c, at: c.next_open(at),
        lambda c, at: c.add_minutes(at, 1),
        lambda c, at: c.add_calendar_days(at, 1),
        lambda c, at: c.working_minutes_between(at, at),
        lambda c, at: due_same_day(at, calendar=c),
    ],
)
def test_a_moment_without_a_zone_is_refused(calendar, ask):
    with pytest.raises(ValueError, match="no time zone"):
        ask(calendar, datetime(2026, 9, 14, 8))


def test_nonsense_amounts_are_refused(calendar):
    at = local("2026-09-14 08:00")
    for ask in (
        lambda: calendar.add_minutes(at, -1),
        lambda: calendar.add_calendar_days(at, -1),
        lambda: calendar.add_minutes(at, 10**12),
        lambda: due_after_hours(at, 0, calendar=calendar),
        lambda: due_after_days(at, 0, calendar=calendar),
    ):
        with pytest.raises(ValueError, match=r"."):
            ask()


def test_other_office_hours_move_the_close():
    hours = OfficeHours(((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30))))
    calendar = WorkingCalendar({}, hours)
    assert calendar.close_of(date(2026, 9, 14)) == local("2026-09-14 17:30")
    assert calendar.add_minutes(local("2026-09-14 11:00"), 60) == local("2026-09-14 14:00")


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(12)), (time(12), time(17))),
        ((time(8), time(12)), (time(11), time(17))),
        ((time(8, tzinfo=UTC), time(12, tzinfo=UTC)),),
    ],
)
def test_office_hours_that_cannot_be_are_refused(spans):
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours(spans)
