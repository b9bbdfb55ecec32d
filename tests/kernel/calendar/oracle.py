"""Slow calendars that walk minute by minute; the fast one must agree and shares no code with them."""

import json
from bisect import bisect_left
from datetime import date, datetime, timedelta

from cuamo.kernel.clock import HANOI
from tests.support.network import REFERENCE

MINUTE = timedelta(minutes=1)
USUAL = (("08:00", "12:00"), ("13:00", "17:00"))
CLOSED_KINDS = {"REST", "HOLIDAY", "SWAP_OFF", "INTAKE_ONLY"}


def open_minutes(spans):
    """Return the minutes of a day that lie in spans written as text."""
    return frozenset(minute for start, end in spans for minute in range(_minute(start), _minute(end)))


def _minute(text):
    return int(text[:2]) * 60 + int(text[3:])


class Walker:
    """Office hours of any shape, walked one minute at a time."""

    def __init__(self, days, *, usual=USUAL, by_weekday=None, short_days=None):
        self.days = {day: str(kind) for day, kind in days.items()}
        self.usual = open_minutes(usual)
        self.by_weekday = {day: open_minutes(spans) for day, spans in (by_weekday or {}).items()}
        self.short_days = {day: open_minutes(spans) for day, spans in (short_days or {}).items()}

    def runs(self, at):
        day = at.date()
        kind = self.days.get(day, "WORK" if day.weekday() < 5 else "REST")
        if kind in CLOSED_KINDS:
            return False
        hours = self.short_days.get(day, self.by_weekday.get(day.weekday(), self.usual))
        return at.hour * 60 + at.minute in hours

    def next_open(self, at):
        at = at.astimezone(HANOI)
        while not self.runs(at):
            at = at.replace(second=0, microsecond=0) + MINUTE
        return at

    def add_minutes(self, at, minutes):
        at = self.next_open(at)
        while minutes:
            at = self.next_open(at) + MINUTE
            minutes -= 1
        return at

    def minutes_between(self, start, end):
        count, at = 0, start.astimezone(HANOI)
        while at < end:
            count += self.runs(at)
            at += MINUTE
        return count


# Tết and the Hùng Kings' day as they were, and the second day of National Day each year had.
PAST = {
    2016: ("2016-02-08", "2016-04-16", None),
    2017: ("2017-01-28", "2017-04-06", None),
    2018: ("2018-02-16", "2018-04-25", None),
    2019: ("2019-02-05", "2019-04-14", None),
    2020: ("2020-01-25", "2020-04-02", None),
    2021: ("2021-02-12", "2021-04-21", "open"),
    2022: ("2022-02-01", "2022-04-10", "open"),
    2023: ("2023-01-22", "2023-04-29", "open"),
}


def days_off_without_a_plan(year):
    """Return the days every plan the law allows has off: a plain reading of art. 111 and 112."""
    tet, kings, second = PAST[year]
    plans = []
    for before, after in ((1, 3), (2, 2)):
        for other in (date(year, 9, 1), date(year, 9, 3)):
            off = [date.fromisoformat(tet) + timedelta(days=n) for n in range(-before, after + 1)]
            off += [
                date.fromisoformat(kings),
                date(year, 1, 1),
                date(year, 4, 30),
                date(year, 5, 1),
                date(year, 9, 2),
            ]
            off += [other] if second else []
            for day in sorted(off):
                if day.weekday() >= 5:
                    instead = day
                    while instead in off or instead.weekday() >= 5:
                        instead += timedelta(days=1)
                    off.append(instead)
            plans.append(set(off))
    return set.intersection(*plans)


class Ledger:
    """Every open minute from 2016 to 2031, written down one by one."""

    FIRST, LAST = 2016, 2031

    def __init__(self):
        published = json.loads((REFERENCE / "calendar" / "vn.json").read_text(encoding="utf-8"))["days"]
        worked, off = set(), set()
        for row in published:
            day = date.fromisoformat(row["date"])
            if row["kind"] == "SWAP_WORK" and row["confirmed_by"]:
                worked.add(day)
            elif row["kind"] in {"HOLIDAY", "REST"} or (row["kind"] == "SWAP_OFF" and row["confirmed_by"]):
                off.add(day)
        for year in PAST:
            off |= days_off_without_a_plan(year)
        minutes = sorted(open_minutes(USUAL))
        self.start = datetime(self.FIRST, 1, 1)
        self.open = []
        day, number = self.start.date(), 0
        while day.year <= self.LAST:
            if day in worked or (day.weekday() < 5 and day not in off):
                for minute in minutes:
                    self.open.append(number * 1440 + minute)
            day += timedelta(days=1)
            number += 1

    def due(self, at, minutes):
        """Return the end of the last of `minutes` open minutes that begin at or after `at`."""
        first = bisect_left(self.open, self._number(at))
        return self._moment(self.open[first + minutes - 1] + 1)

    def between(self, start, end):
        """Count the open minutes that begin in [start, end)."""
        return bisect_left(self.open, self._number(end)) - bisect_left(self.open, self._number(start))

    def is_open(self, at):
        number = self._number(at)
        place = bisect_left(self.open, number)
        return place < len(self.open) and self.open[place] == number

    def _number(self, at):
        return int((at.astimezone(HANOI).replace(tzinfo=None) - self.start) / MINUTE)

    def _moment(self, number):
        return (self.start + number * MINUTE).replace(tzinfo=HANOI)
