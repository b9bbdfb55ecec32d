"""The lunar calendar of Vietnam (âm lịch), computed from the Sun and the Moon for UTC+7.

Months begin on the day of the new moon in Vietnam; month 11 holds the winter solstice; of thirteen months
between two solstices the first without a principal term (trung khí) is the leap month. New moons and the
Sun's longitude follow J. Meeus, Astronomical Algorithms, 2nd ed. 1998, chapters 49 and 25.
"""

from datetime import date
from functools import lru_cache
from math import cos, floor, radians, sin
from typing import NamedTuple

UTC_PLUS_7 = 7 / 24
_MONTH = 29.530588861
_FIRST_NEW_MOON = 2451550.09766
_JULIAN_DAY_OF_ORDINAL_0 = 1721424.5
_TERM = 30.0
"""Degrees of longitude from one principal term to the next; the winter solstice is term 9."""
_SOLSTICE = 9


class LunarDay(NamedTuple):
    """A day as the lunar calendar names it."""

    year: int
    month: int
    day: int
    leap: bool
    """In a leap month (tháng nhuận)."""


def new_year_day(year: int) -> date:
    """Return the first day of the lunar year (Tết Nguyên đán), 1 January lunar, of `year`.

    Raises:
        ValueError: not between 1800 and 2200, the years the formulas hold for.
    """
    return day_of_lunar(year, 1, 1)


def hung_kings_day(year: int) -> date:
    """Return the commemoration of the Hùng Kings (Giỗ Tổ Hùng Vương), 10 March lunar, of `year`.

    Raises:
        ValueError: as `new_year_day`.
    """
    return day_of_lunar(year, 3, 10)


def day_of_lunar(year: int, month: int, day: int) -> date:
    """Return the day that is `day` of the lunar month (not the leap one) of the lunar year.

    Raises:
        ValueError: the year is out of range, or the month or day is none.
    """
    if not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError(f"no lunar day {day} of month {month}")
    months = _months_from_solstice(_known(year) - (month < 11))
    first = next(start for start, number, leap in months if number == month and not leap)
    return date.fromordinal(first + day - 1)


def lunar_of(day: date) -> LunarDay:
    """Return what the lunar calendar calls `day`.

    Raises:
        ValueError: the year is out of range.
    """
    ordinal = day.toordinal()
    solstice_year = _known(day.year)
    if ordinal < _months_from_solstice(solstice_year)[0][0]:
        solstice_year -= 1
    start, month, leap = next(
        entry for entry in reversed(_months_from_solstice(solstice_year)) if entry[0] <= ordinal
    )
    return LunarDay(solstice_year + (month < 11), month, ordinal - start + 1, leap)


@lru_cache(maxsize=512)
def _months_from_solstice(year: int) -> tuple[tuple[int, int, bool], ...]:
    """Return the months from month 11 of `year` to month 10 of the next: first day, number, leap."""
    first, following = _month_of_solstice(year), _month_of_solstice(year + 1)
    starts = [_new_moon_day(number) for number in range(first, following + 1)]
    thirteen = following - first == 13
    months: list[tuple[int, int, bool]] = []
    number, leap_found = 11, not thirteen
    for place, start in enumerate(starts[:-1]):
        leap = not leap_found and place > 0 and _term_at(start) == _term_at(starts[place + 1])
        if place > 0 and not leap:
            number = number % 12 + 1
        leap_found = leap_found or leap
        months.append((start, number, leap))
    return tuple(months)


def _month_of_solstice(year: int) -> int:
    """Return the number of the month that holds the winter solstice of `year`."""
    last_day = date(year, 12, 31).toordinal()
    number = round((last_day + _JULIAN_DAY_OF_ORDINAL_0 - _FIRST_NEW_MOON) / _MONTH)
    while _new_moon_day(number) > last_day:
        number -= 1
    while _term_at(_new_moon_day(number)) >= _SOLSTICE:
        number -= 1
    return number


def _new_moon_day(number: int) -> int:
    """Return the day number of the new moon in Vietnam."""
    return floor(new_moon(number) + UTC_PLUS_7 - _JULIAN_DAY_OF_ORDINAL_0)


def _term_at(ordinal: int) -> int:
    """Return which twelfth of the Sun's circle it stands in at the beginning of a day in Vietnam."""
    return int(sun_longitude(ordinal + _JULIAN_DAY_OF_ORDINAL_0 - UTC_PLUS_7) / _TERM)


def new_moon(number: int) -> float:
    """Return the Julian day (UT) of a new moon; number 0 is that of 6 January 2000. Within a minute."""
    k = float(number)
    t = k / 1236.85
    anomaly_e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = radians(2.5534 + 29.10535670 * k - 0.0000014 * t**2 - 0.00000011 * t**3)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3 - 0.000000058 * t**4)
    lat = radians(160.7108 + 390.67050284 * k - 0.0016118 * t**2 - 0.00000227 * t**3 + 0.000000011 * t**4)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t**2 + 0.00000215 * t**3)
    mean = _FIRST_NEW_MOON + _MONTH * k + 0.00015437 * t**2 - 0.000000150 * t**3 + 0.00000000073 * t**4
    periodic = sum(
        size * anomaly_e**power * sin(a * sun + b * moon + c * lat + d * node)
        for size, power, a, b, c, d in _NEW_MOON_TERMS
    )
    planets = sum(
        size * sin(radians(start + rate * k + (-0.009173 * t * t if place == 0 else 0)))
        for place, (size, start, rate) in enumerate(_PLANET_TERMS)
    )
    return mean + periodic + planets - _delta_t_days(2000 + t * 100)


def sun_longitude(julian_day: float) -> float:
    """Return the apparent longitude of the Sun in degrees, 0 to 360, at a Julian day (UT). Within 0.01°."""
    t = (julian_day - 2451545.0) / 36525
    t += _delta_t_days(2000 + t * 100) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    venus = radians(153.23 + 22518.7541 * t)
    venus_double = radians(216.57 + 45037.5082 * t)
    jupiter = radians(312.69 + 32964.3577 * t)
    moon = radians(350.74 + 445267.1142 * t)
    disturbed = (
        0.00134 * cos(venus) + 0.00154 * cos(venus_double) + 0.00200 * cos(jupiter) + 0.00179 * sin(moon)
    )
    return (mean + centre + disturbed - 0.00569 - 0.00478 * sin(node)) % 360


def _delta_t_days(year: float) -> float:
    """Return how far even time runs ahead of the turning Earth (ΔT), in days (Espenak and Meeus 2006)."""
    if year < 1900:
        seconds = (
            13.72 - 0.332447 * (year - 1800) + 0.0068612 * (year - 1800) ** 2 - 0.00006 * (year - 1800) ** 3
        )
    elif year < 1986:
        seconds = 29.07 + 0.407 * (year - 1950) - (year - 1950) ** 2 / 233 + (year - 1950) ** 3 / 2547
    elif year < 2005:
        seconds = 63.86 + 0.3345 * (year - 2000) - 0.060374 * (year - 2000) ** 2
    elif year < 2050:
        seconds = 62.92 + 0.32217 * (year - 2000) + 0.005589 * (year - 2000) ** 2
    else:
        seconds = -20 + 32 * ((year - 1820) / 100) ** 2 - 0.5628 * (2150 - year)
    return seconds / 86400


def _known(year: int) -> int:
    if not 1800 <= year <= 2200:
        raise ValueError(f"the lunar calendar is computed from 1800 to 2200, not for {year}")
    return year


# Days; power of the eccentricity; multiples of the Sun's and the Moon's anomaly, the latitude, the node.
_NEW_MOON_TERMS = (
    (-0.40720, 0, 0, 1, 0, 0),
    (0.17241, 1, 1, 0, 0, 0),
    (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0),
    (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0),
    (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0),
    (-0.00042, 0, 0, 3, 0, 0),
    (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0),
    (-0.00024, 1, -1, 2, 0, 0),
    (-0.00017, 0, 0, 0, 0, 1),
    (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0),
    (0.00004, 0, 3, 0, 0, 0),
    (0.00003, 0, 1, 1, -2, 0),
    (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0),
    (0.00003, 0, -1, 1, 2, 0),
    (-0.00002, 0, -1, 1, -2, 0),
    (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)
# Days; degrees at number 0; degrees a month.
_PLANET_TERMS = (
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
)
