"""A second return needs a leader: the specialist proposes it, with every defect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.ask_supplement import clean_items
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def propose_return(
    *, dossier_id: UUID, officer: Actor, items: Sequence[Mapping[str, str]], at: datetime
) -> Dossier:
    """Ask the leader to agree to another return (trình bổ sung lần nữa); the citizen hears nothing yet.

    Args:
        items: `about`, `label`, `reason`, `todo`, as for a first return.
    Raises:
        NotPermitted: not the officer's step.
        Invalid: an item says no reason or nothing to do.
        IllegalTransition: it is not being examined, or was never returned before.
    Law: index of Decision 766/QĐ-TTg (more than one return counts as late).
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    clean = clean_items(items)
    if dossier.state not in {State.ACCEPTED, State.IN_PROGRESS} or dossier.returns == 0:
        raise IllegalTransition(
            "return.first",
            "Lần đầu thì gửi thẳng yêu cầu bổ sung, không cần trình.",
            "A first return is sent directly; no leader is needed.",
        )
    decided(dossier, "PROPOSE_RETURN", officer, at, items=clean, asked_by=officer.as_json())
    assert dossier.due_at is not None
    wait_at(
        dossier,
        Step.APPROVE,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "APPROVE"),
            due_at=dossier.due_at,
            calendar=calendar_for(dossier),
        ),
    )
    tell("dossier.return_proposed", dossier, actor=officer, at=at, items=len(clean))
    return dossier
