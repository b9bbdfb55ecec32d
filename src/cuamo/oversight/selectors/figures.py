"""Questions to the figures; the dossiers themselves are never scanned."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from cuamo.kernel.models import ConsumerPosition
from cuamo.oversight.models import DayFact

FEW = 10
"""Below this many cases a share says nothing and may point at a person: «ít hơn 10»."""
MEASURES = (
    "visits",
    "visit_seconds",
    "submitted",
    "accepted",
    "answered_late",
    "supplements",
    "second_returns",
    "finished",
    "on_time",
    "closed",
    "closed_on_time",
    "refused",
    "withdrawn",
    "delivered",
    "rated",
    "rated_good",
    "extra_money",
)


@dataclass(frozen=True)
class Figures:
    """Sums over a period, with the shares that can be said of them."""

    first: date
    last: date
    sums: dict[str, int]
    key: str = ""

    def share(self, part: str, whole: str) -> float | None:
        """Return a percentage with one decimal; None when there are fewer than ten cases."""
        total = self.sums[whole]
        return round(self.sums[part] * 100 / total, 1) if total >= FEW else None

    @property
    def on_time_share(self) -> float | None:
        """Ended on time, of those that ended after acceptance: with a result, refused, stopped or withdrawn.

        Law: index of Decision 766/QĐ-TTg, 2.1.
        """
        return round(self.ended_on_time * 100 / self.ended, 1) if self.ended >= FEW else None

    @property
    def ended(self) -> int:
        """How many ended after acceptance."""
        return self.sums["finished"] + self.sums["closed"]

    @property
    def ended_on_time(self) -> int:
        """How many of them ended on time."""
        return self.sums["on_time"] + self.sums["closed_on_time"]

    @property
    def returned_share(self) -> float | None:
        """Asked for more papers, of those accepted."""
        return self.share("supplements", "accepted")

    @property
    def good_share(self) -> float | None:
        """Rated good, of those rated."""
        return self.share("rated_good", "rated")

    @property
    def mean_minutes(self) -> int | None:
        """Mean minutes of a visit; None below ten."""
        visits = self.sums["visits"]
        return round(self.sums["visit_seconds"] / visits / 60) if visits >= FEW else None


def city(first: date, last: date) -> Figures:
    """Return the city's figures of a period, both days included."""
    sums = _in(first, last).aggregate(**{name: Sum(name) for name in MEASURES})
    return Figures(first, last, {name: int(sums[name] or 0) for name in MEASURES})


def by(column: str, first: date, last: date) -> list[Figures]:
    """Return the figures per `procedure`, `helped_at`, `channel` or `day`, most submitted first.

    Raises:
        ValueError: there are no figures by that.
    """
    if column not in {"procedure", "helped_at", "channel", "day", "received_by"}:
        raise ValueError(f"no figures by {column!r}")
    rows = _in(first, last).values(column).annotate(**{f"sum_{name}": Sum(name) for name in MEASURES})
    return [
        Figures(first, last, {name: int(row[f"sum_{name}"]) for name in MEASURES}, key=str(row[column]))
        for row in rows.order_by("-sum_submitted", column)[:500]
    ]


def last_update() -> datetime | None:
    """Return when the figures last moved."""
    position = ConsumerPosition.objects.filter(consumer="day-facts").first()
    return position.moved_at if position else None


def _in(first: date, last: date) -> QuerySet[DayFact]:
    return DayFact.objects.filter(day__gte=first, day__lte=last)
