"""Days off of a year by the law alone, for years no plan is published for."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from cuamo.kernel.calendar.days import SATURDAY, DayKind
from cuamo.kernel.calendar.lunar import hung_kings_day, new_year_day
from cuamo.kernel.calendar.rows import CalendarRow

FIRST_YEAR, LAST_YEAR = 2016, 2100
"""Years that are computed."""
_SECOND_NATIONAL_DAY_FROM = 2021
"""Labour Code 45/2019, in force on 1 January 2021."""
_CULTURE_DAY_FROM = 2026
_TET_PLANS = ((1, 3), (2, 2))
"""Days off before and after the first day of Tết: the two usual plans, five days each."""
_LAW = "Bộ luật Lao động 45/2019/QH14, Điều 112"
_IN_LIEU = "Bộ luật Lao động 45/2019/QH14, Điều 111 (nghỉ bù)"
_COMPUTED = f"Tính theo thiên văn, múi giờ UTC+7; {_LAW}"
_CULTURE = "Nghị quyết 28/2026/QH16 của Quốc hội; Nghị quyết 80-NQ/TW ngày 07/01/2026"
_OPEN = "Chưa có kế hoạch nghỉ chính thức; một trong các phương án có thể được chọn"

_Named = tuple[str, str, str]
_NEW_YEAR: _Named = ("Tết Dương lịch", "New Year's Day", _LAW)
_TET: _Named = ("Tết Nguyên đán", "Lunar New Year", _COMPUTED)
_KINGS: _Named = ("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration", _COMPUTED)
_VICTORY: _Named = ("Ngày Chiến thắng", "Reunification Day", _LAW)
_LABOUR: _Named = ("Ngày Quốc tế lao động", "International Labour Day", _LAW)
_NATIONAL: _Named = ("Quốc khánh", "National Day", _LAW)
_CULTURE_DAY: _Named = ("Ngày Văn hóa Việt Nam", "Vietnam Culture Day", _CULTURE)


@lru_cache(maxsize=256)
def statutory_rows(year: int) -> tuple[CalendarRow, ...]:
    """Return the days off of `year` that every plan the law allows has, and those that only some have.

    The five days of Tết and the second day of National Day are chosen each year by the Prime Minister.
    Days all choices share are `HOLIDAY` and count; weekdays only some share are `SWAP_OFF` without a
    decision and do not count until one is named. A day off that falls on a Saturday or Sunday is given on
    the next working day.

    Law: Labour Code 45/2019/QH14, art. 111-112; Resolution 28/2026/QH16 (24 November).
    """
    plans = list(_plans(year))
    shared = set.intersection(*(set(plan) for plan in plans))
    every: dict[date, _Named] = {}
    for plan in reversed(plans):
        every.update(plan)
    return tuple(_row(day, every[day], shared=day in shared) for day in sorted(every))


def _plans(year: int) -> Iterator[dict[date, _Named]]:
    """Yield each plan the law allows: its days off with their names, days in lieu among them."""
    tet, national = new_year_day(year), date(year, 9, 2)
    second_days = (-1, 1) if year >= _SECOND_NATIONAL_DAY_FROM else (0,)
    for before, after in _TET_PLANS:
        for second in second_days:
            days = {date(year, 1, 1): _NEW_YEAR, hung_kings_day(year): _KINGS}
            days |= {tet + timedelta(n): _TET for n in range(-before, after + 1)}
            days |= {date(year, 4, 30): _VICTORY, date(year, 5, 1): _LABOUR}
            days |= {national: _NATIONAL, national + timedelta(second): _NATIONAL}
            if year >= _CULTURE_DAY_FROM:
                days[date(year, 11, 24)] = _CULTURE_DAY
            yield _with_days_in_lieu(days)


def _with_days_in_lieu(days: dict[date, _Named]) -> dict[date, _Named]:
    off = dict(days)
    for day in sorted(days):
        if day.weekday() < SATURDAY:
            continue
        name, name_en, _ = days[day]
        off[_next_worked(day, off)] = (f"{name} (nghỉ bù)", f"{name_en} (day off in lieu)", _IN_LIEU)
    return off


def _next_worked(day: date, off: Iterable[date]) -> date:
    taken = set(off)
    while day in taken or day.weekday() >= SATURDAY:
        day += timedelta(1)
    return day


def _row(day: date, named: _Named, *, shared: bool) -> CalendarRow:
    name, name_en, source = named
    if shared:
        return CalendarRow(day, DayKind.HOLIDAY, name, source, "high", None, name_en)
    if day.weekday() >= SATURDAY:
        return CalendarRow(day, DayKind.REST, name, source, "high", None, name_en)
    if "Quốc khánh" in name:
        name, name_en = (
            "Có thể là ngày nghỉ thứ hai của Quốc khánh",
            "May be the second day off of National Day",
        )
    else:
        name, name_en = "Có thể nghỉ Tết Nguyên đán", "May be off, Lunar New Year"
    return CalendarRow(day, DayKind.SWAP_OFF, name, _OPEN, "unverified", None, name_en)
