"""Figures of a territory for those who watch over it: built from facts of days, never from dossiers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from cuamo.oversight.models import DayFact
from cuamo.oversight.selectors.figures import MEASURES, Figures

WEEKS = 13
MONTH = 28


@dataclass(frozen=True)
class Overview:
    """What S1 says: today, four weeks, the four before, and thirteen weeks one by one."""

    today: Figures
    month: Figures
    before: Figures
    weeks: list[Figures]
    alone: dict[date, int]
    """Dossiers citizens sent by themselves, by the Monday of the week."""
    alone_month: int
    alone_before: int


def overview(*, units: Sequence[str], day: date) -> Overview:
    """Return the figures of what these units helped with or received, up to and with `day`.

    One query, whatever the size of the territory: a row for each day and channel.
    """
    first = monday_of(day) - timedelta(weeks=WEEKS - 1)
    rows = _summed(_within(units, first, day), "day", "channel")
    by_day: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    alone: dict[date, int] = defaultdict(int)
    for row in rows:
        for name in MEASURES:
            by_day[row["day"]][name] += int(row[f"sum_{name}"])
        if row["channel"] == "SELF":
            alone[row["day"]] += int(row["sum_submitted"])

    def between(start: date, end: date) -> Figures:
        sums = dict.fromkeys(MEASURES, 0)
        for on, counts in by_day.items():
            if start <= on <= end:
                sums = {name: sums[name] + counts[name] for name in MEASURES}
        return Figures(start, end, sums)

    def alone_between(start: date, end: date) -> int:
        return sum(count for on, count in alone.items() if start <= on <= end)

    starts = [first + timedelta(weeks=number) for number in range(WEEKS)]
    month, before = day - timedelta(days=MONTH - 1), day - timedelta(days=2 * MONTH - 1)
    return Overview(
        today=between(day, day),
        month=between(month, day),
        before=between(before, month - timedelta(days=1)),
        weeks=[between(start, min(start + timedelta(days=6), day)) for start in starts],
        alone={start: alone_between(start, start + timedelta(days=6)) for start in starts},
        alone_month=alone_between(month, day),
        alone_before=alone_between(before, month - timedelta(days=1)),
    )


def weakest_points(*, units: Sequence[str], day: date, least: int, limit: int = 5) -> list[Figures]:
    """Return the points of four weeks whose results were most often late, with at least `least` results."""
    facts = _within(units, day - timedelta(days=MONTH - 1), day).exclude(helped_at="")
    found = [
        Figures(
            day - timedelta(days=MONTH - 1),
            day,
            {name: int(row[f"sum_{name}"]) for name in MEASURES},
            key=str(row["helped_at"]),
        )
        for row in _summed(facts, "helped_at")
        if int(row["sum_finished"]) >= least
    ]
    late = [figure for figure in found if figure.ended_on_time < figure.ended]
    return sorted(late, key=lambda figure: (figure.on_time_share or 0, figure.key))[:limit]


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def _summed(facts: QuerySet[DayFact], *columns: str) -> list[dict[str, Any]]:
    """Return the measures summed for each combination of the columns, as `sum_<measure>`."""
    return list(facts.values(*columns).annotate(**{f"sum_{name}": Sum(name) for name in MEASURES}))


def _within(units: Sequence[str], first: date, last: date) -> QuerySet[DayFact]:
    place = Q(helped_at__in=units) | Q(received_by__in=units)
    return DayFact.objects.filter(place, day__gte=first, day__lte=last)
