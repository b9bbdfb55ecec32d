"""Issue the signed result, and let it travel."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.states import Carriage, Move, State, Step, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.selectors.calendar import current_calendar


@transaction.atomic
def issue_result(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Dossier:
    """Issue the signed result (phát hành): the clock stops. An electronic one is handed out at once.

    Raises:
        NotPermitted: `clerk` is no clerk of records of the deciding unit.
        IllegalTransition: the result is not signed yet, or issued already.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, clerk, Step.ISSUE)
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    if result is None or result.signed_at is None:
        raise IllegalTransition("result.unsigned", "Kết quả chưa ký xong.", "The result is not signed yet.")
    corrected = bool(result.corrects)
    if not corrected:
        dossier.state = after(Move.FINISH, dossier.state)
    result.issued_at = at
    result.issued_by = clerk.id
    result.corrects = {}
    result.save(update_fields=["issued_at", "issued_by", "corrects"])
    if corrected:
        _replace(dossier, clerk, at, number=result.number)
        return dossier
    electronic = dossier.delivery.get("way") == "ELECTRONIC"
    dossier.finished_at = at
    if not electronic:
        dossier.carriage = Carriage.READY
    dossier.save(update_fields=["state", "finished_at", "carriage"])
    on_time = dossier.due_at is not None and at <= dossier.due_at and dossier.returns <= 1
    tell(
        "dossier.finished",
        dossier,
        actor=clerk,
        at=at,
        number=result.number,
        on_time=on_time,
        working_minutes=_minutes_taken(dossier, at),
    )
    if electronic:
        handed_out(dossier, clerk, at, how="ELECTRONIC")
    else:
        _to_pack(dossier, at)
    return dossier


def _minutes_taken(dossier: Dossier, at: datetime) -> int:
    """Return the working minutes from acceptance to result, by the calendar as it is known at this moment."""
    if dossier.accepted_at is None:
        return 0
    return max(0, calendar_for(dossier).working_minutes_between(dossier.accepted_at, at))


def _replace(dossier: Dossier, clerk: Actor, at: datetime, *, number: str) -> None:
    """Let a corrected result take the place of the first: in the account at once, on paper where it still is.

    One that has left the house is exchanged at any point against the first.
    """
    tell("dossier.result_corrected", dossier, actor=clerk, at=at, number=number)
    if dossier.state == State.DONE and dossier.carriage == Carriage.READY:
        _to_pack(dossier, at)
    else:
        leave_queues(dossier)


def _to_pack(dossier: Dossier, at: datetime) -> None:
    calendar = current_calendar()
    wait_at(dossier, Step.PACK, at=at, step_due_at=calendar.add_minutes(calendar.next_open(at), 8 * 60))


@transaction.atomic
def pack_result(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Parcel:
    """Put the printed result into an envelope for its recipient; packing twice gives the same envelope.

    Raises:
        NotPermitted: `clerk` does not work where results leave.
        IllegalTransition: there is no result to pack.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_pack(dossier, clerk)
    if dossier.state != State.DONE:
        raise IllegalTransition("result.none", "Chưa có kết quả để đóng gói.", "There is no result to pack.")
    parcel = prepare_parcel(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        recipient=dossier.delivery["recipient"],
        phone=dossier.delivery["phone"],
        address=dossier.delivery["address"],
        ward_code=dossier.delivery.get("ward_code", ""),
        origin_unit=dossier.received_by,
        contents=[dossier.version.content["result"]["name_vi"]],
        actor=clerk,
        at=at,
    )
    leave_queues(dossier)
    return parcel


@transaction.atomic
def hand_out(*, dossier_id: UUID, clerk: Actor, how: str, at: datetime) -> Dossier:
    """Hand the result to the right person at a point (trả kết quả tại điểm).

    Raises:
        IllegalTransition: there is no result, or it was handed out.
    """
    dossier = lock_dossier(dossier_id)
    if dossier.state == State.RETURNED:
        return dossier
    handed_out(dossier, clerk, at, how=how)
    return dossier


def handed_out(dossier: Dossier, actor: Actor, at: datetime, *, how: str) -> None:
    dossier.state = after(Move.HAND_OUT, dossier.state)
    dossier.carriage = Carriage.DELIVERED
    dossier.returned_at = at
    dossier.save(update_fields=["state", "carriage", "returned_at"])
    leave_queues(dossier)
    tell("dossier.returned", dossier, actor=actor, at=at, how=how)
