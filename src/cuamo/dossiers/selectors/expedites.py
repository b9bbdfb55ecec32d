"""Requests to move a stuck dossier: whose they are, what became of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.dossiers.models import Dossier, Expedite, LinkedPart, Opinion, WorkItem
from cuamo.dossiers.rules.linked import is_filing, waits_for_part
from cuamo.dossiers.rules.stuck import why_stuck
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.selectors.linked import parts_of
from cuamo.dossiers.selectors.overdue import was_late
from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import UnitKind

LATELY = 50


def stuck(dossier: Dossier, *, now: datetime) -> str:
    """Return why the dossier counts as stuck now, empty where it does not (hồ sơ có bị ách không).

    A linked filing is stuck where one of its parts is.
    """
    if dossier.finished_at is not None or dossier.submitted_at is None:
        return ""
    if is_filing(dossier):
        return next((why for part in parts_of(dossier.id) if (why := stuck(part.dossier, now=now))), "")
    item = WorkItem.objects.filter(dossier_id=dossier.id).first()
    asked = Opinion.objects.filter(dossier=dossier, answered_at=None).order_by("due_at").first()
    return why_stuck(
        now=now,
        was_late=was_late(dossier.id),
        due_at=dossier.due_at or dossier.answer_due_at,
        paused=dossier.paused_at is not None,
        arrived_at=item.arrived_at if item else None,
        step_due_at=item.step_due_at if item else None,
        opinion_due_at=asked.due_at if asked else None,
        slow_percent=ladder_set().slow_percent_of_step,
    )


def open_expedite(dossier_id: UUID) -> Expedite | None:
    """Return the request that waits for an answer, None without one."""
    return Expedite.objects.filter(dossier_id=dossier_id, answered_at=None).first()


def expedites_of(dossier_id: UUID) -> list[Expedite]:
    """Return the requests about a dossier, or about the parts of a linked filing, newest first."""
    parts = LinkedPart.objects.filter(filing_id=dossier_id).values("dossier_id")
    rows = Expedite.objects.filter(Q(dossier_id=dossier_id) | Q(dossier_id__in=parts))
    return list(rows.order_by("-asked_at", "-id")[:LATELY])


def may_be_hurried(dossier: Dossier, requests: Iterable[Expedite]) -> bool:
    """Say whether there is something about which nobody is asked yet: the dossier, or a part that began.

    Args:
        requests: those about the dossier (`expedites_of`).
    """
    if dossier.finished_at is not None:
        return False
    asked = {each.dossier_id for each in requests if each.answered_at is None}
    running = [part.dossier for part in parts_of(dossier.id)] if is_filing(dossier) else [dossier]
    return any(one.finished_at is None and not waits_for_part(one) and one.id not in asked for one in running)


def expedites_to_answer(officer: Actor) -> QuerySet[Expedite]:
    """Return what waits for the officer's answer, soonest due first.

    Their own; for leaders also what waits in their territory, for the centre what waits anywhere, so that
    nothing lies with somebody who has gone.
    """
    return _mine(officer).filter(answered_at=None).order_by("answer_by", "id")


def expedites_answered(officer: Actor) -> QuerySet[Expedite]:
    """Return what was answered lately, newest first."""
    return _mine(officer).exclude(answered_at=None).order_by("-answered_at", "-id")[:LATELY]


def may_answer(officer: Actor, expedite: Expedite) -> bool:
    """Say whether the officer is the named person, or above them."""
    return _mine(officer).filter(id=expedite.id).exists()


def expedites_asked_by(asker: Actor) -> list[Expedite]:
    """Return what somebody asked lately, newest first, answers and all."""
    return list(Expedite.objects.filter(asked_by_id=asker.id).order_by("-asked_at", "-id")[:LATELY])


def _mine(officer: Actor) -> QuerySet[Expedite]:
    if not officer.roles & {"LEADER", "INSPECTOR"}:
        return Expedite.objects.filter(to_id=officer.id)
    if Unit.objects.filter(code=officer.unit_code, kind=UnitKind.CENTRE).exists():
        return Expedite.objects.all()
    return Expedite.objects.filter(Q(to_id=officer.id) | Q(to_unit__in=units_under(officer.unit_code)))
