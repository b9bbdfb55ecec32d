"""The checklist of a dossier at a step, and what each officer has ticked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cuamo.catalogue.rules import components
from cuamo.catalogue.rules.desk_checks import DeskCheck, checks_of
from cuamo.dossiers.models import Dossier, Examination


@dataclass(frozen=True)
class Examined:
    """How far one officer has come with the checklist of a step."""

    officer_id: str
    officer_name: str
    step: str
    ticked: int
    of: int
    last_at: datetime


def checks_for(dossier: Dossier, step: str) -> list[DeskCheck]:
    """Return what is to be ticked at the step, in order."""
    return checks_of(
        dossier.version.content,
        step=step,
        needs=components.needed(dossier.version.content, dossier.answers),
        answers=dossier.answers,
        values=dossier.values,
    )


def marks_of(dossier: Dossier, step: str, officer_id: str) -> Mapping[str, datetime]:
    """Return what the officer has ticked at the step, each with its moment."""
    kept = Examination.objects.filter(dossier=dossier, step=step, officer_id=officer_id).first()
    return {key: datetime.fromisoformat(at) for key, at in kept.marks.items()} if kept else {}


def unticked_of(dossier: Dossier, step: str, officer_id: str) -> list[DeskCheck]:
    """Return what is to be ticked, and is not."""
    marks = marks_of(dossier, step, officer_id)
    return [check for check in checks_for(dossier, step) if check.required and check.key not in marks]


def examined_by_others(dossier: Dossier, officer_id: str) -> list[Examined]:
    """Return how far colleagues came with their lists, the latest first; who ticked nothing is left out."""
    kept = Examination.objects.filter(dossier=dossier).exclude(officer_id=officer_id)
    found = []
    for row in kept.order_by("-changed_at"):
        keys = {check.key for check in checks_for(dossier, row.step)}
        ticked = len(keys & row.marks.keys())
        if ticked:
            found.append(
                Examined(row.officer_id, row.officer_name, row.step, ticked, len(keys), row.changed_at)
            )
    return found
