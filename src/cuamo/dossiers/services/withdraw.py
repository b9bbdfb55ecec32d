"""The citizen takes the dossier back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.policies import require_step, unknown_dossier
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.states import Move, State, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def withdraw(*, dossier_id: UUID, citizen: Actor, reason: str, at: datetime) -> Dossier:
    """Withdraw a dossier (rút hồ sơ): at once before acceptance, by request afterwards.

    Raises:
        NotFound: it is not the citizen's.
        IllegalTransition: it is finished.
    """
    dossier = lock_dossier(dossier_id)
    if not citizen.person_id or str(dossier.applicant_id) != citizen.person_id:
        raise unknown_dossier()
    dossier.state = after(Move.ASK_WITHDRAWAL, dossier.state)
    if dossier.state == State.STOPPED:
        dossier.finished_at = at
        dossier.ending = {"kind": "WITHDRAWN", "reasons": [reason.strip()[:500]], "turn_to": ""}
        leave_queues(dossier)
    else:
        assert dossier.due_at is not None
        wait_at(dossier, Step.EXAMINE, at=at, step_due_at=dossier.due_at, came_back=True)
    dossier.save(update_fields=["state", "finished_at", "ending"])
    tell("dossier.withdrawal_asked", dossier, actor=citizen, at=at, done=dossier.state == State.STOPPED)
    return dossier


@transaction.atomic
def grant_withdrawal(*, dossier_id: UUID, officer: Actor, at: datetime) -> Dossier:
    """Stop a dossier whose withdrawal was asked for (form 05).

    Raises:
        NotPermitted: not the officer's step.
        IllegalTransition: no withdrawal was asked for.
    """
    dossier = lock_dossier(dossier_id)
    require_step(dossier, officer, Step.EXAMINE)
    if dossier.state != State.WITHDRAWAL:
        raise IllegalTransition(
            "withdrawal.none", "Không có yêu cầu rút hồ sơ.", "No withdrawal was asked for."
        )
    dossier.state = after(Move.STOP, dossier.state)
    dossier.finished_at = at
    dossier.ending = {"kind": "WITHDRAWN", "reasons": [], "turn_to": ""}
    dossier.save(update_fields=["state", "finished_at", "ending"])
    leave_queues(dossier)
    tell("dossier.stopped", dossier, actor=officer, at=at)
    return dossier
