"""Parts every step is made of: lock, keep the work item, remember what happened."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from cuamo.dossiers.models import Dossier, DossierKey, Visit, WorkItem
from cuamo.dossiers.policies import unit_of_step, unknown_dossier
from cuamo.dossiers.states import Step
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_code(length: int) -> str:
    """Return random characters that are told apart when read aloud: no I, L, O, U."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def lock_dossier(dossier_id: UUID) -> Dossier:
    """Return the dossier, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    dossier = Dossier.objects.select_for_update(of=("self",)).filter(id=dossier_id).first()
    if dossier is None:
        raise unknown_dossier()
    return dossier


def lock_visit(visit_id: UUID) -> Visit:
    """Return the visit, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    visit = Visit.objects.select_for_update(of=("self",)).filter(id=visit_id).first()
    if visit is None:
        raise NotFound("visit.unknown", "Không thấy lượt hỗ trợ này.", "There is no such visit.")
    return visit


def dossier_of_key(kind: str, value: str) -> Dossier | None:
    """Return the dossier found by one of its keys; touches one partition."""
    key = DossierKey.objects.filter(kind=kind, value=value).first()
    return Dossier.objects.filter(id=key.dossier_id).first() if key else None


def wait_at(
    dossier: Dossier, step: Step, *, at: datetime, step_due_at: datetime, came_back: bool = False
) -> None:
    """Let the dossier wait at `step` of the unit it belongs to; whoever held it before lets go."""
    WorkItem.objects.update_or_create(
        dossier_id=dossier.id,
        defaults={
            "unit_code": unit_of_step(dossier, step),
            "step": step,
            "code": dossier.shown_code,
            "procedure_code": dossier.procedure_code,
            "person_id": dossier.applicant_id,
            "helped_at": dossier.helped_at,
            "received_by": dossier.received_by,
            "state": dossier.state,
            "holder_id": "",
            "holder_name": "",
            "locked_by": "",
            "locked_name": "",
            "locked_since": None,
            "locked_at": None,
            "arrived_at": at,
            "step_due_at": step_due_at,
            "due_at": dossier.due_at or dossier.answer_due_at or step_due_at,
            "came_back": came_back,
        },
    )


def leave_queues(dossier: Dossier) -> None:
    """Nothing waits for anybody any more."""
    WorkItem.objects.filter(dossier_id=dossier.id).delete()


def tell(name: str, dossier: Dossier, *, actor: Actor, at: datetime, **more: Any) -> None:
    """Record one event of the dossier, with the facts every consumer needs."""
    facts: dict[str, Any] = {
        "procedure": dossier.procedure_code,
        "channel": dossier.channel,
        "helped_at": dossier.helped_at,
        "received_by": dossier.received_by,
        "decided_by": dossier.decided_by,
        "state": int(dossier.state),
    }
    if dossier.due_at is not None:
        facts["due_at"] = dossier.due_at.isoformat()
    events.record(name, dossier.id, actor=actor, at=at, **facts, **more)
