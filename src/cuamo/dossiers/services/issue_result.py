"""Issue the signed result, and let it travel."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.recipient import pick_rule
from cuamo.delivery.services.list_originals import list_originals
from cuamo.delivery.services.lose import end_lost, note_replacement
from cuamo.delivery.services.pin_rule import pin_rule
from cuamo.delivery.services.prepare_parcel import prepare_parcel
from cuamo.delivery.states import ParcelState
from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.rules.mandate import is_child
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.mandates import mandate_of
from cuamo.dossiers.selectors.originals_to_send import originals_in_hand
from cuamo.dossiers.services.number_result import at_issue, number_result, seal_result
from cuamo.dossiers.services.parts import leave_queues, lock_dossier, tell, wait_at
from cuamo.dossiers.states import Carriage, Move, State, Step, after
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.selectors.scope import units_under


def issue_result(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Dossier:
    """Number, seal and issue the signed result (cho số, ký số của cơ quan, phát hành): the clock stops.

    An electronic one is handed out at once. Number and day are written into the places the first signature
    left open, and the agency signs over them, outside any transaction. Called again after the signing service
    failed, it goes on with the same number. A paper that was signed complete elsewhere has no open places.

    Raises:
        NotPermitted: `clerk` is no clerk of records of the deciding unit.
        IllegalTransition: the result is not signed yet, or issued already.
        SigningUnavailable, SigningRefused: it has its number, and is not issued.
    Law: Decree 30/2020/NĐ-CP, art. 15, 18 and Annex I.
    """
    result = number_result(dossier_id=dossier_id, clerk=clerk, at=at)
    if result.open_places and result.sealed_at is None:
        seal_result(dossier_id=dossier_id, at=at)
    return _issue(dossier_id=dossier_id, clerk=clerk, at=at)


@transaction.atomic
def _issue(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Dossier:
    dossier, result = at_issue(dossier_id, clerk)
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
    tell(
        "dossier.finished",
        dossier,
        actor=clerk,
        at=at,
        number=result.number,
        working_minutes=_minutes_taken(dossier, at),
    )
    if electronic:
        handed_out(dossier, clerk, at, how="ELECTRONIC")
    else:
        to_pack(dossier, at)
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
    here = dossier.carriage == Carriage.READY or _is_lost(dossier)
    if dossier.state == State.DONE and here:
        to_pack(dossier, at)
    else:
        leave_queues(dossier)


def to_pack(dossier: Dossier, at: datetime) -> None:
    """Let the result of the locked dossier wait where results are packed, for eight working hours."""
    calendar = current_calendar()
    wait_at(dossier, Step.PACK, at=at, step_due_at=calendar.add_minutes(calendar.next_open(at), 8 * 60))


@transaction.atomic
def pack_result(*, dossier_id: UUID, clerk: Actor, at: datetime) -> Parcel:
    """Put the printed result into an envelope for its recipient; packing twice gives the same envelope.

    Originals of the citizen that are in hand go back with it and are on its list. It begins where it is
    packed: the point that received the dossier, or the unit that decided it and holds the paper.

    Raises:
        NotPermitted: `clerk` does not work where results leave.
        IllegalTransition: there is no result to pack: none yet, or it is being issued again.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_pack(dossier, clerk)
    if dossier.state != State.DONE:
        raise IllegalTransition("result.none", "Chưa có kết quả để đóng gói.", "There is no result to pack.")
    _require_it_stands(dossier)
    _require_it_waits(dossier)
    lost = end_lost(subject_id=dossier.id, at=at)
    parcel = prepare_parcel(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        recipient=dossier.delivery["recipient"],
        phone=dossier.delivery["phone"],
        address=dossier.delivery["address"],
        ward_code=dossier.delivery.get("ward_code", ""),
        origin_unit=_packed_at(dossier, clerk),
        contents=[dossier.version.content["result"]["name_vi"]],
        actor=clerk,
        at=at,
    )
    list_originals(parcel_id=parcel.id, papers=originals_in_hand(dossier), clerk=clerk, at=at)
    pin_rule(parcel_id=parcel.id, rule=_rule_for(dossier, at))
    if lost is not None:
        note_replacement(lost=lost, by=parcel, actor=clerk, at=at)
    leave_queues(dossier)
    return parcel


def _packed_at(dossier: Dossier, clerk: Actor) -> str:
    """Return the unit whose desk the paper lies on: who packs may also seal it and scan it out there."""
    decider_packs = clerk.kind is not ActorKind.SYSTEM and dossier.received_by not in units_under(
        clerk.unit_code
    )
    return dossier.decided_by if decider_packs else dossier.received_by


def _require_it_waits(dossier: Dossier) -> None:
    """Refuse to pack what is not issued, or is issued again: the work of others on it would vanish.

    Packed before, with nothing more to do about it, pressing again is no mistake.
    """
    work = WorkItem.objects.filter(dossier_id=dossier.id)
    if work.filter(step=Step.PACK).exists() and _is_issued(dossier):
        return
    if not work.exists() and _is_issued(dossier) and _has_envelope(dossier):
        return
    raise IllegalTransition(
        "result.again",
        "Kết quả đang được ký, phát hành lại: chưa đóng gói.",
        "The result is being signed and issued again: it is not packed yet.",
        hint_vi="Chờ hồ sơ trở lại mục «Cần đóng gói».",
        hint_en="Wait till the dossier is among those to be packed again.",
    )


def _is_issued(dossier: Dossier) -> bool:
    return Result.objects.filter(dossier=dossier, issued_at__isnull=False).exists()


def _has_envelope(dossier: Dossier) -> bool:
    parcel = parcel_of(dossier.id)
    return parcel is not None and parcel.ended_at is None and parcel.state != ParcelState.LOST


def _is_lost(dossier: Dossier) -> bool:
    parcel = parcel_of(dossier.id)
    return parcel is not None and parcel.state == ParcelState.LOST


def _rule_for(dossier: Dossier, at: datetime) -> str:
    """Return which rule says who may take the result of this dossier."""
    content, today = dossier.version.content, to_hanoi(at).date()
    mandate = mandate_of(dossier.id)
    born = dossier.applicant.birth_date if dossier.applicant else ""
    return pick_rule(
        procedure_code=dossier.procedure_code,
        kind=content["result"].get("code", ""),
        minor=bool(born) and is_child(born, today=today),
        company=(mandate is not None and mandate.kind == "COMPANY") or "citizen" not in content["audience"],
    )


def _require_it_stands(dossier: Dossier) -> None:
    if Result.objects.filter(dossier=dossier, revoked_at__isnull=False).exists():
        raise IllegalTransition(
            "result.revoked",
            "Kết quả đã bị thu hồi: không đóng gói, không trả.",
            "The result was taken back: it is neither packed nor handed out.",
            hint_vi="Mời người nhận hỏi cơ quan giải quyết.",
            hint_en="The recipient may ask the office that decided.",
        )


def handed_out(dossier: Dossier, actor: Actor, at: datetime, *, how: str) -> None:
    """Write down that the recipient has the result; whether they may have it is asked before."""
    dossier.state = after(Move.HAND_OUT, dossier.state)
    dossier.carriage = Carriage.DELIVERED
    dossier.returned_at = at
    dossier.save(update_fields=["state", "carriage", "returned_at"])
    leave_queues(dossier)
    tell("dossier.returned", dossier, actor=actor, at=at, how=how)
