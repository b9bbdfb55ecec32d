"""The lunar calendar of Vietnam against years that are known."""

from datetime import date, timedelta

import pytest

from cuamo.kernel.calendar.lunar import (
    LunarDay,
    day_of_lunar,
    hung_kings_day,
    lunar_of,
    new_moon,
    new_year_day,
    sun_longitude,
)

TET = [
    "1968-01-29",
    "1985-01-21",
    "2007-02-17",
    "2016-02-08",
    "2017-01-28",
    "2018-02-16",
    "2019-02-05",
    "2020-01-25",
    "2021-02-12",
    "2022-02-01",
    "2023-01-22",
    "2024-02-10",
    "2025-01-29",
    "2026-02-17",
    "2027-02-06",
    "2028-01-26",
    "2029-02-13",
    "2030-02-02",
    "2031-01-23",
]
KINGS = [
    "2016-04-16",
    "2017-04-06",
    "2018-04-25",
    "2019-04-14",
    "2020-04-02",
    "2021-04-21",
    "2022-04-10",
    "2023-04-29",
    "2024-04-18",
    "2025-04-07",
    "2026-04-26",
    "2027-04-16",
    "2028-04-04",
    "2029-04-23",
    "2030-04-12",
    "2031-04-01",
]


@pytest.mark.parametrize("day", TET)
def test_tet_of_known_years(day):
    assert new_year_day(int(day[:4])).isoformat() == day


def test_tet_of_2030_is_a_day_before_the_chinese_one():
    assert new_year_day(2030) == date(2030, 2, 3) - timedelta(days=1)


@pytest.mark.parametrize("day", KINGS)
def test_the_hung_kings_day_of_known_years(day):
    assert hung_kings_day(int(day[:4])).isoformat() == day


@pytest.mark.parametrize(
    ("year", "month"),
    [(1985, 2), (2004, 2), (2006, 7), (2012, 4), (2014, 9), (2017, 6), (2020, 4), (2023, 2), (2025, 6)],
)
def test_leap_months_of_known_years(year, month):
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(400))
    names = [lunar_of(day) for day in days]
    assert {name.month for name in names if name.leap and name.year == year} == {month}


def test_every_day_of_a_century_has_a_name_that_leads_back_to_it():
    day, before = date(2000, 1, 1), lunar_of(date(1999, 12, 31))
    while day.year < 2101:
        name = lunar_of(day)
        assert name.day in (1, before.day + 1)
        assert name.day > 1 or before.day in (29, 30)
        assert name.leap or day_of_lunar(name.year, name.month, name.day) == day
        day, before = day + timedelta(days=1), name


def test_a_day_is_named_as_almanacs_name_it():
    assert lunar_of(date(2026, 9, 25)) == LunarDay(2026, 8, 15, leap=False)
    assert lunar_of(date(2025, 7, 25)) == LunarDay(2025, 6, 1, leap=True)


def test_sun_and_moon_stand_where_the_book_s_examples_say():
    assert new_moon(-283) == pytest.approx(2443192.65118 - 48 / 86400, abs=20 / 86400)
    assert sun_longitude(2448908.5) == pytest.approx(199.9060, abs=0.01)


@pytest.mark.parametrize("year", [1799, 2201])
def test_years_the_formulas_do_not_hold_for_are_refused(year):
    with pytest.raises(ValueError, match="1800 to 2200"):
        hung_kings_day(year)
    with pytest.raises(ValueError, match="1800 to 2200"):
        lunar_of(date(year, 6, 1))


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 0), (1, 31)])
def test_what_is_no_lunar_day_is_refused(month, day):
    with pytest.raises(ValueError, match="no lunar day"):
        day_of_lunar(2026, month, day)
