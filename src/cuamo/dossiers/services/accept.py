"""Accept a dossier and promise its return, or refuse to take it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules import clock, process
from cuamo.catalogue.rules.questions import settled
from cuamo.dossiers import policies
from cuamo.dossiers.models import Decision, Dossier
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.services.budget_part import give_up_budget_part
from cuamo.dossiers.services.examine import left_unticked
from cuamo.dossiers.services.open_consultations import open_consultations
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.states import Move, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.organisation.selectors.calendar_of import calendar_of


@transaction.atomic
def accept(*, dossier_id: UUID, officer: Actor, at: datetime) -> Dossier:
    """Accept a submitted dossier and promise its return (tiếp nhận; form 01 and message N2 follow).

    Whom its process consults beside the examination is asked at once.

    Raises:
        NotPermitted: `officer` is no receiver of the receiving unit.
        Invalid: the version asks for a check that is not ticked.
        IllegalTransition: the dossier is no longer waiting for acceptance.
    Law: Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 01.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.INTAKE)
    policies.require_begun(dossier)
    dossier.state = after(Move.ACCEPT, dossier.state)
    unticked = left_unticked(dossier, officer, Step.INTAKE)
    calendar = calendar_of(dossier.decided_by)
    promised = clock.due(
        dossier.version.content,
        received_at=at,
        calendar=calendar,
        answers=dossier.answers,
        values=dossier.values,
    )
    dossier.accepted_at = at
    dossier.clock_starts_at = promised.starts_at
    dossier.due_at = promised.due_at
    dossier.original_due_at = promised.due_at
    dossier.save(update_fields=["state", "accepted_at", "clock_starts_at", "due_at", "original_due_at"])
    decided(dossier, "ACCEPT", officer, at, unticked=unticked)
    wait_at(
        dossier,
        Step.EXAMINE,
        at=at,
        step_due_at=step_due(
            arrived_at=at, hours=hours_of(dossier, "EXAMINE"), due_at=promised.due_at, calendar=calendar
        ),
    )
    late = dossier.answer_due_at is not None and at > dossier.answer_due_at
    tell("dossier.accepted", dossier, actor=officer, at=at, code=dossier.code, answered_late=late)
    open_consultations(dossier, officer=officer, at=at)
    return dossier


@transaction.atomic
def refuse_intake(
    *, dossier_id: UUID, officer: Actor, reasons: Sequence[str], turn_to: str, at: datetime
) -> Dossier:
    """Refuse to take a dossier, with all reasons and where to turn (từ chối tiếp nhận, form 03).

    Raises:
        Invalid: no reason is given.
        NotPermitted: `officer` is no receiver of the receiving unit.
        IllegalTransition: the dossier is no longer waiting for acceptance.
    Law: Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 03.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.INTAKE)
    policies.require_begun(dossier)
    given = [reason.strip() for reason in reasons if reason.strip()]
    if not given:
        raise Invalid(
            "refusal.no_reason",
            "Cần ít nhất một lý do người nộp hiểu được.",
            "At least one reason the applicant understands is needed.",
            where="reasons",
        )
    dossier.state = after(Move.REFUSE_INTAKE, dossier.state)
    dossier.finished_at = at
    dossier.ending = {"kind": "REFUSED_INTAKE", "reasons": given, "turn_to": turn_to.strip()}
    dossier.save(update_fields=["state", "finished_at", "ending"])
    give_up_budget_part(dossier, reason="Hồ sơ không được tiếp nhận", actor=officer, at=at)
    decided(dossier, "REFUSE_INTAKE", officer, at, reasons=given, turn_to=turn_to.strip())
    leave_queues(dossier)
    tell("dossier.refused", dossier, actor=officer, at=at, code=dossier.code, stage="INTAKE")
    return dossier


def hours_of(dossier: Dossier, step: str) -> float:
    """Return the working hours the process gives a step for these answers; 8 where it says nothing."""
    content = dossier.version.content
    answers = settled(content, dossier.answers)
    return process.hours_of(content, step, answers=answers, values=dossier.values) or 8.0


def decided(dossier: Dossier, kind: str, officer: Actor, at: datetime, **content: Any) -> Decision:
    """Keep an officer's act beside the dossier."""
    return Decision.objects.create(
        dossier=dossier,
        kind=kind,
        by_id=officer.id,
        by_name=officer.name,
        unit_code=officer.unit_code,
        decided_at=at,
        content=content,
    )
