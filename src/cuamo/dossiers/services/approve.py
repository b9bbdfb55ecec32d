"""A leader decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.jobs import sign_result
from cuamo.dossiers.models import Decision, Dossier, Result, WorkItem
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.ask_supplement import send_request
from cuamo.dossiers.services.examine import left_unticked
from cuamo.dossiers.services.four_eyes import PROPOSALS, require_other_eyes
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.services.revoke_result import let_stand, take_back
from cuamo.dossiers.states import Move, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.organisation.models import CertificateAt
from cuamo.organisation.rules.signing_form import signer_lines
from cuamo.organisation.selectors.signing_rights import right_to_sign


@transaction.atomic
def approve(
    *, dossier_id: UUID, leader: Actor, at: datetime, sign_later: bool = True, with_token: bool = False
) -> Dossier:
    """Decide as proposed (phê duyệt): a grant is signed by a job; a refusal ends the dossier; another return
    goes to the citizen; a result is taken back.

    Args:
        sign_later: False when the caller has it signed itself, right after.
        with_token: the leader is about to sign with their own token (`approve_with_token`).
    Raises:
        NotPermitted: `leader` holds no such role there, or examined or proposed it themselves (four eyes), or
            may not sign such a result for the unit.
        Invalid: the version asks for a check that is not ticked; the leader's key is on a token.
        IllegalTransition: the dossier does not wait for a decision.
    """
    dossier, proposal = _at_decision(dossier_id, leader)
    if proposal.kind == "PROPOSE_REFUSE":
        return _refuse(dossier, proposal, leader, at)
    if proposal.kind == "PROPOSE_RETURN":
        said = proposal.content
        send_request(dossier, said["items"], asked_by=said["asked_by"], actor=leader, at=at)
        return dossier
    if proposal.kind == "PROPOSE_REVOKE":
        return take_back(dossier, leader, at)
    unticked = left_unticked(dossier, leader, Step.APPROVE)
    result = Result.objects.select_for_update().get(dossier=dossier)
    result.approved_at = at
    result.approved_by = leader.id
    result.approved_by_name = leader.name
    result.layout = result.layout | {"signer_lines": _signs_as(dossier, leader, at, with_token=with_token)}
    result.save()
    decided(dossier, "APPROVE", leader, at, unticked=unticked)
    assert dossier.due_at is not None
    wait_at(
        dossier,
        Step.SIGN,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "ISSUE"),
            due_at=None if dossier.finished_at else dossier.due_at,
            calendar=calendar_for(dossier),
        ),
    )
    tell("dossier.approved", dossier, actor=leader, at=at)
    if sign_later:
        sign_result.enqueue(dossier_id=str(dossier.id))
    return dossier


@transaction.atomic
def send_back(*, dossier_id: UUID, leader: Actor, note: str, at: datetime) -> Dossier:
    """Return the proposal to the specialist with what to change (trả lại để xem lại).

    Raises:
        Invalid: nothing is said.
        NotPermitted: `leader` holds no such role there.
        IllegalTransition: the dossier does not wait for a decision.
    """
    dossier, proposal = _at_decision(dossier_id, leader)
    if not note.strip():
        raise Invalid("send_back.no_note", "Cần ghi rõ phải sửa gì.", "Say what to change.", where="note")
    decided(dossier, "SEND_BACK", leader, at, note=note.strip())
    if proposal.kind == "PROPOSE_REVOKE":
        let_stand(dossier, leader, at)
        return dossier
    assert dossier.due_at is not None
    wait_at(dossier, Step.EXAMINE, at=at, step_due_at=dossier.due_at, came_back=True)
    tell("dossier.sent_back", dossier, actor=leader, at=at)
    return dossier


def _at_decision(dossier_id: UUID, leader: Actor) -> tuple[Dossier, Decision]:
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, leader, Step.APPROVE)
    if not WorkItem.objects.filter(dossier_id=dossier.id, step=Step.APPROVE).exists():
        raise IllegalTransition(
            "dossier.state", "Hồ sơ không chờ phê duyệt.", "The dossier does not wait for a decision."
        )
    proposals = Decision.objects.filter(dossier=dossier, kind__in=PROPOSALS)
    require_other_eyes(dossier, leader)
    return dossier, proposals.latest("decided_at", "id")


def _signs_as(dossier: Dossier, leader: Actor, at: datetime, *, with_token: bool) -> list[str]:
    """Return the lines printed over the leader's signature; empty where the unit has named no signers."""
    right = right_to_sign(dossier.decided_by, leader.id, procedure_code=dossier.procedure_code, at=at)
    if right is None:
        return []
    if right.certificate_at == CertificateAt.TOKEN and not with_token:
        raise Invalid(
            "sign.pin_needed",
            "Khóa ký nằm trên thiết bị. Cắm thiết bị, nhập mã PIN rồi phê duyệt từng hồ sơ.",
            "The key is on a token. Plug it in, key in its PIN and approve dossier by dossier.",
            where="pin",
        )
    return signer_lines(right.form, position=right.position, behalf=right.behalf, collective=right.collective)


def _refuse(dossier: Dossier, proposal: Decision, leader: Actor, at: datetime) -> Dossier:
    dossier.state = after(Move.STOP, dossier.state)
    dossier.finished_at = at
    dossier.ending = {"kind": "REFUSED", "reasons": proposal.content.get("reasons", []), "turn_to": ""}
    dossier.save(update_fields=["state", "finished_at", "ending"])
    decided(dossier, "REFUSE", leader, at, reasons=proposal.content.get("reasons", []))
    leave_queues(dossier)
    tell("dossier.refused", dossier, actor=leader, at=at, code=dossier.code, stage="DECISION")
    return dossier
