"""The authority finds money that must be paid before it can decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Obligation
from cuamo.dossiers.rules.obligation import check_lines
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided
from cuamo.dossiers.services.go_on import back_to_officer
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.services.stand_still import pause_clock, resume_clock
from cuamo.dossiers.states import Move, State, Step, after
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.ids import uuid7
from cuamo.payments.selectors.status import request_of
from cuamo.payments.services.open_request import open_request
from cuamo.payments.services.void import void_request

DAYS_TO_PAY = 30


@transaction.atomic
def ask_payment(
    *, dossier_id: UUID, officer: Actor, lines: Sequence[Mapping[str, Any]], at: datetime
) -> Obligation:
    """Ask for money found while deciding (yêu cầu thực hiện nghĩa vụ tài chính, status 6); the clock pauses.

    A payment request is opened whose subject is the obligation, so the fee of the dossier stays what it is.

    Args:
        lines: `name_vi`, `amount_vnd` in whole đồng, `law` (notice or decision it rests on).
    Raises:
        Invalid: a line has no name, no basis or no amount above zero.
        NotPermitted: not the officer's step.
        IllegalTransition: the dossier is not being decided.
    Law: Decree 118/2025/NĐ-CP; facts of status 6.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, officer, Step.EXAMINE)
    clean = check_lines(lines)
    dossier.state = after(Move.ASK_PAYMENT, dossier.state)
    obligation = Obligation.objects.create(
        id=uuid7(at),
        dossier=dossier,
        lines=clean,
        total_vnd=sum(line["citizen_vnd"] for line in clean),
        asked_at=at,
        asked_by=officer.as_json(),
        pay_by=calendar_for(dossier).add_calendar_days(at, DAYS_TO_PAY),
    )
    open_request(
        subject_id=obligation.id,
        subject_code=dossier.shown_code,
        lines=clean,
        payer_name=dossier.applicant.full_name if dossier.applicant else "",
        actor=officer,
        at=at,
    )
    pause_clock(dossier, reason="PAYMENT", document_id=obligation.id, at=at)
    dossier.save(update_fields=["state", "paused_at"])
    decided(dossier, "ASK_PAYMENT", officer, at, lines=clean)
    wait_at(dossier, Step.CITIZEN, at=at, step_due_at=obligation.pay_by)
    tell(
        "dossier.payment_asked",
        dossier,
        actor=officer,
        at=at,
        obligation_id=str(obligation.id),
        amount_vnd=obligation.total_vnd,
        pay_by=obligation.pay_by.isoformat(),
    )
    return obligation


@transaction.atomic
def settle_obligation(*, obligation_id: UUID, amount_vnd: int, at: datetime) -> Dossier | None:
    """Let the dossier go on once its obligation is paid; hearing it twice changes nothing.

    Returns None when `obligation_id` names no obligation.
    """
    found = Obligation.objects.filter(id=obligation_id).first()
    if found is None:
        return None
    dossier = lock_dossier(found.dossier_id)
    obligation = Obligation.objects.select_for_update(of=("self",)).get(id=obligation_id)
    if obligation.settled_at is not None or amount_vnd != obligation.total_vnd:
        return dossier
    obligation.settled_at = at
    obligation.save(update_fields=["settled_at"])
    if dossier.state == State.PAYMENT:
        dossier.state = after(Move.SETTLE, dossier.state)
        resume_clock(dossier, at)
        dossier.save(update_fields=["state", "due_at", "paused_at"])
        back_to_officer(dossier, at)
    tell("dossier.obligation_paid", dossier, actor=SYSTEM, at=at, amount_vnd=amount_vnd)
    return dossier


def drop_obligation(dossier: Dossier, *, reason: str, actor: Actor, at: datetime) -> None:
    """Cancel what is still asked for when a locked dossier ends; money that has come waits to be refunded."""
    for obligation in Obligation.objects.filter(dossier=dossier, settled_at=None):
        request = request_of(obligation.id)
        if request is None:
            continue
        try:
            with transaction.atomic():
                void_request(request_id=request.id, reason=reason, actor=actor, at=at)
        except IllegalTransition:
            continue
