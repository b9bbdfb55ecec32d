"""How much each officer of a unit was given."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cuamo.dossiers.selectors.ordered import Walk, counts
from cuamo.dossiers.selectors.worklist import MOST_COUNTED, SHARED


@dataclass(frozen=True)
class Load:
    """Waiting dossiers of one officer at a unit, each figure counted up to 1,000."""

    open: int
    late: int


def loads_at(unit_code: str, officer_ids: list[str], *, now: datetime) -> dict[str, Load]:
    """Return the load of each officer, and under "" what was given to nobody (khối lượng việc)."""
    groups: dict[str, list[Walk]] = {}
    for who in officer_ids:
        places = [(who, unit_code, step.value) for step in SHARED]
        given = Walk(("assignee_id", "unit_code", "step"), places, ~Q(assignee_id=""))
        groups[f"o{who}"], groups[f"l{who}"] = [given], [given.narrowed(Q(due_at__lt=now))]
    nobodys = Walk(("unit_code", "step"), [(unit_code, step.value) for step in SHARED], Q(assignee_id=""))
    groups["o"], groups["l"] = [nobodys], [nobodys.narrowed(Q(due_at__lt=now))]
    counted = counts(groups, most=MOST_COUNTED)
    return {who: Load(counted[f"o{who}"], counted[f"l{who}"]) for who in [*officer_ids, ""]}
