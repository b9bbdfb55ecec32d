"""Service levels: by when an operator had to take and to bring, and how late it was."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from cuamo.kernel.clock import to_hanoi
from cuamo.settlement.rules.custody import CHOSE, Try
from cuamo.settlement.rules.terms import Terms

_CHOSEN = re.compile(r"\s*(\d{1,2})/(\d{1,2})\b")


class Days(Protocol):
    """The working days of the city; `WorkingCalendar` is one."""

    def is_working(self, day: date) -> bool:
        """Return whether time limits run on `day`."""

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""

    def roll_forward(self, day: date) -> date:
        """Return `day`, or the next working day when it is none."""


def take_by(ready_at: datetime, *, rule: str, terms: Terms, days: Days) -> date:
    """Return the day by whose end it had to be taken (hạn nhận).

    SAME_DAY: the day it was ready, the next working day when that was after the cut-off hour or on a day off.
    NEXT_WORKING_DAY: the working day after.
    """
    local = to_hanoi(ready_at)
    day = local.date()
    if rule == "NEXT_WORKING_DAY":
        return days.next_working_day(day)
    if days.is_working(day) and local.time() >= terms.cutoff:
        return days.next_working_day(day)
    return days.roll_forward(day)


def bring_by(
    taken_at: datetime, *, working_days: int, tries: Sequence[Try], excused: frozenset[str], days: Days
) -> date:
    """Return the day by whose end it had to be brought (hạn giao).

    So many working days after it was taken. An attempt in time that failed for a reason of the recipient's
    keeps the promise: from then on the day the recipient chose counts, without a choice as many working days
    again. A day the recipient chose beforehand counts in the same way. An attempt that failed for a reason of
    the operator's moves nothing.
    """
    due = _after(to_hanoi(taken_at).date(), working_days, days)
    for one in tries:
        day = to_hanoi(one.at).date()
        if (one.reason in excused or one.reason == CHOSE) and day <= due:
            due = _chosen(one.next_window, day) or _after(day, working_days, days)
    return due


def days_late(due: date, done: date, *, days: Days) -> int:
    """Return how many working days lie after `due`, up to `done`; a day off is never a day late."""
    late, day = 0, days.next_working_day(due)
    while day <= done:
        late += 1
        day = days.next_working_day(day)
    return late


def _after(day: date, count: int, days: Days) -> date:
    for _ in range(count):
        day = days.next_working_day(day)
    return day


def _chosen(window: str, tried: date) -> date | None:
    """Read the day of a chosen time such as `28/11 08:00–10:00`; None when only a time of day was agreed."""
    found = _CHOSEN.match(window)
    if found is None:
        return None
    try:
        day = date(tried.year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return day if day >= tried else date(tried.year + 1, day.month, day.day)
