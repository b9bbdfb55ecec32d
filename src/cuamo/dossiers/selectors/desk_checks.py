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


def examinations_of(dossier: Dossier) -> list[Examination]:
    """Return what officers ticked at the steps of the dossier, the latest first."""
    return list(Examination.objects.filter(dossier=dossier).order_by("-changed_at", "id"))


def how_far(dossier: Dossier, kept: Examination) -> Examined | None:
    """Return how far an officer came with the list of a step; None where nothing on it is ticked."""
    keys = {check.key for check in checks_for(dossier, kept.step)}
    ticked = len(keys & kept.marks.keys())
    if not ticked:
        return None
    return Examined(kept.officer_id, kept.officer_name, kept.step, ticked, len(keys), kept.changed_at)
