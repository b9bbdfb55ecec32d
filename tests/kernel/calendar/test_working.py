from datetime import UTC, date, datetime, time, timedelta

import pytest

from cuamo.kernel.calendar import (
    CalendarRow,
    DayKind,
    OfficeHours,
    WorkingCalendar,
    build,
    due_after_calendar_days,
    due_after_days,
    due_after_hours,
    due_after_months,
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


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        ("2026-09-14 10:00", 1, "2026-10-14 17:00"),
        ("2026-10-30 10:00", 4, "2027-03-01 17:00"),
        ("2026-12-31 09:00", 2, "2027-03-01 17:00"),
        ("2027-12-31 09:00", 2, "2028-02-29 17:00"),
        ("2026-07-31 09:00", 1, "2026-09-03 17:00"),
        ("2026-03-31 09:00", 1, "2026-05-04 17:00"),
        ("2026-10-24 09:00", 1, "2026-11-26 17:00"),
        ("2026-06-15 23:00", 12, "2027-06-16 17:00"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_and_roll_forward(calendar, received, months, due):
    assert due_after_months(local(received), months, calendar=calendar).due_at == local(due)


def test_calendar_days_of_what_comes_out_of_hours_start_at_the_next_opening(calendar):
    evening = due_after_calendar_days(local("2026-09-14 18:00"), 1, calendar=calendar)
    assert (evening.starts_at, evening.due_at) == (local("2026-09-15 08:00"), local("2026-09-16 17:00"))


def test_half_a_working_day_is_four_hours(calendar):
    assert due_after_days(local("2026-09-14 08:00"), 0.5, calendar=calendar).due_at == local(
        "2026-09-14 12:00"
    )
    assert due_after_days(local("2026-09-14 10:00"), 1.5, calendar=calendar).due_at == local(
        "2026-09-15 15:00"
    )
    with pytest.raises(ValueError, match="halves"):
        due_after_days(local("2026-09-14 10:00"), 0.3, calendar=calendar)


def test_a_weekday_with_hours_of_its_own_is_worked_in_them():
    hours = OfficeHours(by_weekday=((4, ((time(8), time(12)),)), (2, ())))
    calendar = WorkingCalendar({}, hours)
    assert calendar.add_minutes(local("2026-09-18 11:00"), 8 * 60) == local("2026-09-21 16:00")
    assert calendar.close_of(date(2026, 9, 18)) == local("2026-09-18 12:00")
    assert not calendar.is_working(date(2026, 9, 16))
    assert calendar.next_working_day(date(2026, 9, 15)) == date(2026, 9, 17)


def test_a_saturday_worked_in_place_of_another_day_has_the_usual_hours():
    hours = OfficeHours(by_weekday=((4, ((time(8), time(12)),)),))
    calendar = WorkingCalendar({date(2026, 9, 19): DayKind.SWAP_WORK}, hours)
    assert calendar.close_of(date(2026, 9, 19)) == local("2026-09-19 17:00")


def test_an_afternoon_off_ends_limits_at_noon():
    row = CalendarRow(
        date(2026, 9, 14),
        DayKind.WORK,
        "Nghỉ chiều vì bão",
        "Công điện",
        "high",
        "Công điện",
        hours="08:00–12:00",
    )
    calendar = build([row])
    assert calendar.add_minutes(local("2026-09-14 10:00"), 4 * 60) == local("2026-09-15 10:00")
    assert calendar.same_day(local("2026-09-14 11:59")) == local("2026-09-14 12:00")
    assert calendar.same_day(local("2026-09-14 12:00")) == local("2026-09-15 17:00")


def test_hours_of_a_week_are_read_as_offices_write_them():
    usual = [["07:30", "11:30"], ["13:00", "17:00"]]
    week = dict.fromkeys(("mon", "tue", "wed", "thu"), usual) | {"fri": [["07:30", "11:30"]], "sat": usual}
    hours = OfficeHours.of_week(week)
    assert str(hours) == "07:30–11:30, 13:00–17:00"
    assert [len(hours.on_weekday(day)) for day in range(5)] == [2, 2, 2, 2, 1]
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours.of_week({"sat": usual})


@pytest.mark.parametrize("text", ["", "8", "08:00", "08:00-07:00", "08:00-12:00, 11:00-13:00"])
def test_hours_of_a_day_that_cannot_be_are_refused(text):
    row = CalendarRow(date(2026, 9, 14), DayKind.WORK, "x", "x", "x", "x", hours=text or " ")
    with pytest.raises(ValueError, match="hours"):
        build([row])


def test_a_swap_counts_only_once_a_decision_names_it(calendar):
    rows = [row for row in load_reference() if row.date.year == 2026]
    named = [
        CalendarRow(row.date, row.kind, row.name, row.source, row.confidence, "Quyết định 1/QĐ-TTg")
        for row in rows
    ]
    friday = local("2026-11-20 16:00")
    assert calendar.add_working_days(friday, 1) == local("2026-11-23 16:00")
    assert build(named).add_working_days(friday, 1) == local("2026-11-25 16:00")
    assert build(named).add_working_days(local("2026-11-27 16:00"), 1) == local("2026-11-28 16:00")


@pytest.mark.parametrize("days", [range(2015, 2017), range(2100, 2103), range(2400, 2402)])
def test_counting_goes_on_before_and_after_the_listed_days(calendar, days):
    for year in days:
        start = local(f"{year}-12-28 11:11")
        for minutes in (1, 480, 4801, 123_456):
            due = calendar.add_minutes(start, minutes)
            assert calendar.working_minutes_between(start, due) == minutes
            assert calendar.is_open(due - timedelta(minutes=1))
