"""Days off by the law alone, for years without a published plan."""

from datetime import date

import pytest

from cuamo.kernel.calendar import CalendarRow, DayKind, build, load_reference, unconfirmed
from cuamo.kernel.calendar.statutory import statutory_rows


def _weekdays(rows, *, off):
    return {row.date for row in rows if row.date.weekday() < 5 and row.applies == off}


@pytest.mark.parametrize("year", range(2027, 2032))
def test_the_law_gives_the_days_the_reference_file_has(year):
    file = [row for row in load_reference() if row.date.year == year]

    assert _weekdays(statutory_rows(year), off=True) == _weekdays(file, off=True)
    assert _weekdays(statutory_rows(year), off=False) == _weekdays(file, off=False)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_published_plan_has_every_day_the_law_is_sure_of(year):
    plan = {row.date for row in load_reference() if row.applies and not row.kind.runs_clocks}

    assert _weekdays(statutory_rows(year), off=True) <= plan


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2032-02-11", "Tết Nguyên đán"),
        ("2032-04-19", "Giỗ Tổ Hùng Vương"),
        ("2032-05-03", "Ngày Quốc tế lao động (nghỉ bù)"),
        ("2033-04-30", "Ngày Chiến thắng"),
        ("2034-09-04", "Quốc khánh (nghỉ bù)"),
        ("2035-11-26", "Ngày Văn hóa Việt Nam (nghỉ bù)"),
    ],
)
def test_days_beyond_the_file_are_off(day, name):
    day = date.fromisoformat(day)

    assert not build(load_reference()).is_working(day)
    assert {row.name for row in statutory_rows(day.year) if row.date == day} == {name}


def test_culture_day_is_off_from_2026_and_the_second_national_day_open_from_2021():
    assert date(2025, 11, 24) not in {row.date for row in statutory_rows(2025)}
    assert date(2026, 11, 24) in {row.date for row in statutory_rows(2026) if row.applies}
    assert {row.date for row in statutory_rows(2020) if row.date.month == 9} == {date(2020, 9, 2)}
    assert {row.date for row in statutory_rows(2021) if row.date.month == 9 and not row.applies} == {
        date(2021, 9, 1),
        date(2021, 9, 3),
    }


def test_a_chosen_day_beyond_the_file_waits_for_a_decision_and_is_worked_until_then():
    waiting = unconfirmed(load_reference(), 2033)
    calendar = build(load_reference())

    assert [row.date for row in waiting] == [date(2033, 9, 1), date(2033, 9, 5)]
    assert all(calendar.is_working(row.date) for row in waiting)


def test_a_decision_settles_its_day_and_the_other_choice_of_the_same_break():
    decided = CalendarRow(
        date(2033, 9, 1), DayKind.SWAP_OFF, "Quốc khánh", "Thông báo 1/TB", "high", "Thông báo 1/TB"
    )
    rows = [*load_reference(), decided]

    assert unconfirmed(rows, 2033) == []
    assert not build(rows).is_working(date(2033, 9, 1))
    assert build(rows).is_working(date(2033, 9, 5))


def test_unconfirmed_days_of_2026_are_the_proposed_swap():
    assert [row.date for row in unconfirmed(load_reference(), 2026)] == [
        date(2026, 11, 23),
        date(2026, 11, 28),
    ]


def test_a_decision_stands_against_the_computed_year():
    worked = CalendarRow(date(2032, 4, 19), DayKind.WORK, "Ngày làm việc", "Quyết định", "high", "Quyết định")

    assert build([worked]).is_working(date(2032, 4, 19))
