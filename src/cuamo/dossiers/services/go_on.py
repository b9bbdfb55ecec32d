"""A dossier that waited for its citizen goes on with the officer who had it."""

from datetime import datetime

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import hours_of
from cuamo.dossiers.services.parts import wait_at
from cuamo.dossiers.states import Step


def back_to_officer(dossier: Dossier, at: datetime) -> None:
    """Let the dossier wait for examination again, with the same holder, among those that came back."""
    assert dossier.due_at is not None
    holder = WorkItem.objects.filter(dossier_id=dossier.id).values("holder_id", "holder_name").first()
    wait_at(
        dossier,
        Step.EXAMINE,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "EXAMINE"),
            due_at=dossier.due_at,
            calendar=calendar_for(dossier),
        ),
        came_back=True,
    )
    if holder and holder["holder_id"]:
        WorkItem.objects.filter(dossier_id=dossier.id).update(**holder)
