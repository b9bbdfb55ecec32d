"""A slow calendar that walks minute by minute; the fast one must agree with it."""

from datetime import date, datetime, timedelta

from cuamo.kernel.calendar import DayKind
from cuamo.kernel.clock import HANOI

MINUTE = timedelta(minutes=1)
OPEN_MINUTES = frozenset([*range(8 * 60, 12 * 60), *range(13 * 60, 17 * 60)])


def runs(at: datetime, days: dict[date, DayKind]) -> bool:
    kind = days.get(at.date())
    worked = kind.runs_clocks if kind else at.weekday() < 5
    return worked and at.hour * 60 + at.minute in OPEN_MINUTES


def next_open(at: datetime, days: dict[date, DayKind]) -> datetime:
    at = at.astimezone(HANOI)
    while not runs(at, days):
        at = at.replace(second=0, microsecond=0) + MINUTE
    return at


def add_minutes(at: datetime, minutes: int, days: dict[date, DayKind]) -> datetime:
    at = next_open(at, days)
    while minutes:
        at = next_open(at, days) + MINUTE
        minutes -= 1
    return at


def minutes_between(start: datetime, end: datetime, days: dict[date, DayKind]) -> int:
    count, at = 0, start.astimezone(HANOI)
    while at < end:
        count += runs(at, days)
        at += MINUTE
    return count
