"""Give what arrives at a step to an officer of the unit, by its rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from cuamo.dossiers.models import Decision, Dossier, WorkItem
from cuamo.dossiers.rules.share import Officer, Rule, share
from cuamo.dossiers.selectors.worklist import SHARED
from cuamo.dossiers.states import STEP_ROLE, Step
from cuamo.organisation.selectors.sharing import AtDesk, at_desk, sharing_rules

COUNTED = 1000
"""A load is counted up to here: whoever has as much has enough."""

_LOADS = """
SELECT who, (SELECT count(*) FROM (
    SELECT 1 FROM dossiers_work_item w WHERE w.assignee_id = who AND w.assignee_id <> '' LIMIT %s
) counted) FROM unnest(%s::text[]) who
"""


def given_at(
    dossier: Dossier, step: Step, *, unit_code: str, came_back: bool, at: datetime
) -> dict[str, Any]:
    """Return the columns of the work item that say to whom it goes at this step.

    What comes back goes to whoever had it before, even while away: the substitute sees it meanwhile. While
    the citizen is asked nothing changes. Loads are read without a lock, so that no arrival waits for another;
    what two arrivals at the same moment get wrong by one, the next arrival puts right.
    """
    if step is Step.CITIZEN:
        return {}
    if step not in SHARED:
        return _to(None, "")
    desk = at_desk(unit_code, STEP_ROLE[step], at=at)
    before = _before(dossier, desk) if came_back else None
    if before is not None:
        return _to(before, before.teams[0] if before.teams else "")
    if not desk:
        return _to(None, "")
    loads = open_loads([officer.id for officer in desk])
    got = share(
        officers=[
            Officer(
                officer.id,
                open=loads[officer.id],
                teams=frozenset(officer.teams),
                is_away=officer.is_away,
                substitute_id=officer.substitute_id,
            )
            for officer in desk
        ],
        rules=[
            Rule(
                rule.procedure_code,
                rule.ward_code,
                str(rule.team_id or ""),
                str(rule.officer_id or ""),
                rule.most_open,
            )
            for rule in sharing_rules(unit_code)
        ],
        procedure_code=dossier.procedure_code,
        ward_code=dossier.ward_code,
        dossier_id=dossier.id,
    )
    one = next((officer for officer in desk if officer.id == got.officer_id), None)
    return _to(one, got.team_id or (one.teams[0] if one and one.teams else ""))


def open_loads(officer_ids: Sequence[str]) -> dict[str, int]:
    """Return how many waiting dossiers each officer was given, counted up to 1,000."""
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, [COUNTED, list(officer_ids)])
        return dict(cursor.fetchall())


def _before(dossier: Dossier, desk: Sequence[AtDesk]) -> AtDesk | None:
    """Return who of the desk decided last on the dossier, or else was given it."""
    here = {officer.id: officer for officer in desk}
    decided = Decision.objects.filter(dossier=dossier, by_id__in=here).order_by("-decided_at", "-id")
    last = decided.values_list("by_id", flat=True).first()
    if last is None:
        given = WorkItem.objects.filter(dossier_id=dossier.id, assignee_id__in=here)
        last = given.values_list("assignee_id", flat=True).first()
    return here.get(last or "")


def _to(officer: AtDesk | None, team_id: str) -> dict[str, Any]:
    return {
        "assignee_id": officer.id if officer else "",
        "assignee_name": officer.name if officer else "",
        "team_id": team_id or None,
    }
