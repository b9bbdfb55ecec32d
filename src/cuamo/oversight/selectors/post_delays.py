"""How long the post takes, by place."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from cuamo.oversight.models import PostFact
from cuamo.oversight.rules.post_delays import MEASURES


@dataclass(frozen=True)
class Delay:
    """One measure at one place over the days asked for."""

    unit: str
    measure: str
    name_vi: str
    count: int
    mean_minutes: int
    late: int


def post_delays(*, first: date, last: date, unit_codes: list[str] | None = None) -> list[Delay]:
    """Return delays in forwarding from `first` to `last`, both counted, worst share of late ones first."""
    facts = PostFact.objects.filter(day__gte=first, day__lte=last)
    if unit_codes is not None:
        facts = facts.filter(unit__in=unit_codes)
    summed = facts.values("unit", "measure").annotate(
        n=Sum("count"), minutes=Sum("working_minutes"), over=Sum("late")
    )
    rows = [
        Delay(
            row["unit"],
            row["measure"],
            MEASURES.get(row["measure"], row["measure"]),
            row["n"],
            row["minutes"] // row["n"],
            row["over"],
        )
        for row in summed
    ]
    return sorted(rows, key=lambda row: (-row.late / row.count, -row.mean_minutes, row.unit, row.measure))
