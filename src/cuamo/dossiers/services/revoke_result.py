"""An issued result should not stand: a specialist proposes to take it back, a leader decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.services.recall import recall_parcel
from cuamo.delivery.states import ParcelState
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.states import Carriage, State, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.selectors.signing_rights import right_to_sign

LONGEST = 500


@transaction.atomic
def propose_revocation(*, dossier_id: UUID, officer: Actor, reason: str, law: str, at: datetime) -> Dossier:
    """Lay before a leader that an issued result is taken back (đề nghị thu hồi, hủy bỏ kết quả).

    The result stands until the leader agrees. The business state stays: the dossier was finished.

    Raises:
        NotPermitted: `officer` does not examine for the deciding unit.
        Invalid: no reason, or no legal ground.
        IllegalTransition: no result is issued, it was taken back, or something else about it is under way.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    if result is None or result.issued_at is None or dossier.state not in {State.DONE, State.RETURNED}:
        raise IllegalTransition(
            "revoke.none", "Chưa có kết quả đã phát hành.", "There is no issued result to take back."
        )
    if result.revoked_at is not None:
        raise IllegalTransition("revoke.done", "Kết quả đã bị thu hồi.", "The result was taken back already.")
    if WorkItem.objects.filter(dossier_id=dossier.id).exclude(step=Step.PACK).exists():
        raise IllegalTransition(
            "revoke.under_way",
            "Đang có việc khác về kết quả này, chờ xong rồi đề nghị.",
            "Something else about this result is under way; propose it afterwards.",
        )
    if not reason.strip():
        raise Invalid("revoke.no_reason", "Cần ghi vì sao thu hồi.", "Say why.", where="reason")
    if not law.strip():
        raise Invalid(
            "revoke.no_law",
            "Cần ghi căn cứ: điều, khoản, văn bản.",
            "Name the legal ground: article and instrument.",
            where="law",
        )
    given = {"reason": reason.strip()[:LONGEST], "law": law.strip()[:LONGEST]}
    result.revoked = given | {"proposed_by": officer.as_json(), "proposed_at": at.isoformat()}
    result.save(update_fields=["revoked"])
    decided(dossier, "PROPOSE_REVOKE", officer, at, reasons=[given["reason"]], law=given["law"])
    calendar = calendar_for(dossier)
    wait_at(
        dossier,
        Step.APPROVE,
        at=at,
        step_due_at=calendar.add_minutes(calendar.next_open(at), round(hours_of(dossier, "APPROVE") * 60)),
    )
    tell("dossier.revocation_proposed", dossier, actor=officer, at=at)
    return dossier


def take_back(dossier: Dossier, leader: Actor, at: datetime) -> Dossier:
    """Take the result of the locked dossier back (thu hồi): it stays stored, and its check page says so.

    An envelope that has not reached its recipient is called back.

    Called by `approve`, which has looked that another person proposed it.

    Raises:
        NotPermitted: `leader` may not sign such results for the unit.
    """
    right_to_sign(dossier.decided_by, leader.id, procedure_code=dossier.procedure_code, at=at)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    result.revoked_at = at
    result.revoked = result.revoked | {"decided_by": leader.as_json()}
    result.save(update_fields=["revoked_at", "revoked"])
    decided(dossier, "REVOKE", leader, at, reasons=[result.revoked["reason"]], law=result.revoked["law"])
    leave_queues(dossier)
    recall_parcel(subject_id=dossier.id, actor=leader, at=at)
    tell("dossier.result_revoked", dossier, actor=leader, at=at, number=result.number)
    return dossier


def let_stand(dossier: Dossier, leader: Actor, at: datetime) -> None:
    """Refuse the proposal: the result of the locked dossier stands; one not packed yet waits for it again."""
    Result.objects.filter(dossier=dossier).update(revoked={})
    parcel = parcel_of(dossier.id)
    packed = parcel is not None and parcel.state != ParcelState.LOST
    here = dossier.carriage in {Carriage.READY, Carriage.LOST}
    if dossier.state == State.DONE and here and not packed:
        calendar = current_calendar()
        due = calendar.add_minutes(calendar.next_open(at), 8 * 60)
        wait_at(dossier, Step.PACK, at=at, step_due_at=due)
    else:
        leave_queues(dossier)
    tell("dossier.revocation_refused", dossier, actor=leader, at=at)
