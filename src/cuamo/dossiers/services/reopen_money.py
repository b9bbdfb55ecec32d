"""The payment platform took back what had been paid."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Obligation, WorkItem
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.services.stand_still import pause_clock
from cuamo.dossiers.states import Money, Move, State, Step, after
from cuamo.kernel.actors import SYSTEM
from cuamo.payments.selectors.status import request_of


@transaction.atomic
def reopen_money(*, subject_id: UUID, at: datetime) -> Dossier | None:
    """Let the fee of a dossier, or what its authority asked for, be owed again (tiền bị hủy ngược).

    A dossier being examined waits for its obligation once more; one that went further goes on, and the
    accountants see it until it is paid. Records `dossier.unpaid`. Paid again meanwhile, nothing changes.

    Returns None where the subject is neither.
    """
    obligation = Obligation.objects.filter(id=subject_id).first()
    dossier_id = obligation.dossier_id if obligation is not None else subject_id
    if not Dossier.objects.filter(id=dossier_id).exists():
        return None
    dossier = lock_dossier(dossier_id)
    request = request_of(subject_id)
    if request is None or request.settled or request.voided_at is not None:
        return dossier
    if obligation is not None:
        _wait_again(dossier, obligation.id, at)
    elif dossier.money == Money.PAID:
        dossier.money = Money.AWAITING
        dossier.save(update_fields=["money"])
        tell("dossier.unpaid", dossier, actor=SYSTEM, at=at, amount_vnd=request.remaining_vnd)
    return dossier


def _wait_again(dossier: Dossier, obligation_id: UUID, at: datetime) -> None:
    obligation = Obligation.objects.select_for_update(of=("self",)).get(id=obligation_id)
    examined = WorkItem.objects.filter(dossier_id=dossier.id, step=Step.EXAMINE).exists()
    if obligation.settled_at is None or not examined:
        return
    if dossier.state not in {State.ACCEPTED, State.IN_PROGRESS}:
        return
    obligation.settled_at = None
    obligation.save(update_fields=["settled_at"])
    dossier.state = after(Move.ASK_PAYMENT, dossier.state)
    pause_clock(dossier, reason="PAYMENT", document_id=obligation.id, at=at)
    dossier.save(update_fields=["state", "paused_at"])
    wait_at(dossier, Step.CITIZEN, at=at, step_due_at=max(obligation.pay_by, at))
    tell("dossier.unpaid", dossier, actor=SYSTEM, at=at, amount_vnd=obligation.total_vnd)
