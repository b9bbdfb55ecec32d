"""A wrong match is taken back: one accountant says why, another agrees, the books are turned by an entry."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, NotFound, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import ReconciliationItem, SuspenseItem, TakenBack
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules.refunds import require_reason
from cuamo.payments.selectors.matches import Match, Target, match_of
from cuamo.payments.services import take_back_parts as parts
from cuamo.payments.services.bag_parts import lock_bag
from cuamo.payments.services.by_two import decide, require_waits
from cuamo.payments.services.items import take_turns
from cuamo.payments.services.refund_parts import lock_item
from cuamo.payments.states import TakeBackState
from cuamo.payments.types import MatchOf

_FIELD = {MatchOf.SUSPENSE: "item", MatchOf.LINE: "difference", MatchOf.DEPOSIT: "bag"}


@transaction.atomic
def ask_take_back(
    *, what: MatchOf, target_id: UUID, reason: str, accountant: Actor, at: datetime
) -> TakenBack:
    """Say that a match is wrong (đề nghị rút lại ghép). Nothing moves yet. Records `match.take_back_asked`.

    Raises:
        NotPermitted: not an accountant of the centre.
        NotFound: there is no such sum, difference or bag.
        IllegalTransition: nothing is matched there.
        Conflict: somebody has asked already.
        Invalid: no reason.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    target = _lock(what, target_id)
    match = match_of(target)
    waiting = _waiting(what, target)
    if waiting is not None:
        raise Conflict(
            "take_back.asked",
            f"{waiting.asked_by_name} đã đề nghị rút lại: «{waiting.reason}». Câu vừa gõ chưa ghi.",
            "Somebody has asked for this already. What was typed is not kept.",
        )
    asked = TakenBack.objects.create(
        id=uuid7(at),
        what=what,
        entry=match.entry,
        amount_vnd=match.amount_vnd,
        matched_to=match.matched_to,
        reason=said,
        asked_by_id=accountant.id,
        asked_by_name=accountant.name,
        asked_at=at,
        **{_FIELD[what]: target},
    )
    _tell("match.take_back_asked", asked, accountant, at, reason=said)
    return asked


@transaction.atomic
def approve_take_back(*, taken_back_id: UUID, accountant: Actor, at: datetime) -> TakenBack:
    """Agree as the second accountant, and turn the match back. Records `match.taken_back`.

    A counter-entry turns the books; the sum waits in suspense, the difference is open, the bag is on its way
    again; what had been paid is owed. Agreeing again changes nothing.

    Raises:
        NotPermitted: not an accountant of the centre, or the one who asked.
        NotFound: nobody asked for this.
        Conflict: it was refused, or the match is another one by now.
        IllegalTransition: the money went on: it was given back, or its demand was cancelled.
    """
    require_accountant(accountant)
    asked, target = _asked(taken_back_id)
    if asked.state == TakeBackState.DONE:
        return asked
    require_waits(asked, "take_back.ended")
    if asked.asked_by_id == accountant.id:
        raise NotPermitted(
            "take_back.four_eyes",
            "Người đề nghị rút lại không tự duyệt. Nhờ kế toán khác xem.",
            "Whoever asked does not agree. Another accountant must look.",
        )
    match = match_of(target)
    if (match.entry, match.amount_vnd) != (asked.entry, asked.amount_vnd):
        raise Conflict(
            "take_back.moved",
            "Lần ghép này đã đổi từ lúc đề nghị. Chưa ghi sổ. Không duyệt rồi đề nghị lại.",
            "The match has changed since. Nothing is booked. Refuse this and ask again.",
        )
    decide(asked, TakeBackState.DONE, accountant, at)
    _undo(target, match, accountant, at)
    _tell("match.taken_back", asked, accountant, at)
    return asked


@transaction.atomic
def refuse_take_back(*, taken_back_id: UUID, reason: str, accountant: Actor, at: datetime) -> TakenBack:
    """Let the match stand; whoever asked may withdraw the same way. Records `match.take_back_refused`.

    Raises:
        NotPermitted: not an accountant of the centre.
        NotFound: nobody asked for this.
        Conflict: it has ended.
        Invalid: no reason.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    asked, _ = _asked(taken_back_id)
    require_waits(asked, "take_back.ended")
    asked.refusal = said
    decide(asked, TakeBackState.REFUSED, accountant, at)
    _tell("match.take_back_refused", asked, accountant, at, reason=said)
    return asked


def _asked(taken_back_id: UUID) -> tuple[TakenBack, Target]:
    found = TakenBack.objects.filter(id=taken_back_id).first()
    if found is None:
        raise NotFound("take_back.unknown", "Không có đề nghị rút lại này.", "Nobody asked for this.")
    target = _lock(MatchOf(found.what), found.item_id or found.difference_id or found.bag_id)
    return TakenBack.objects.select_for_update().get(id=taken_back_id), target


def _lock(what: MatchOf, target_id: UUID | None) -> Target:
    """Return what was matched with its row locked: days take turns first, then demand, sum or bag."""
    assert target_id is not None  # the table keeps one of three
    if what == MatchOf.SUSPENSE:
        return lock_item(target_id)
    take_turns()
    if what == MatchOf.DEPOSIT:
        return lock_bag(target_id)
    item = ReconciliationItem.objects.select_for_update().filter(id=target_id).first()
    if item is None:
        raise NotFound("reconciliation.unknown", "Không có khoản lệch này.", "There is no such difference.")
    return item


def _undo(target: Target, match: Match, accountant: Actor, at: datetime) -> None:
    if isinstance(target, SuspenseItem):
        parts.undo_sum(target, match, actor=accountant, at=at)
    elif isinstance(target, ReconciliationItem):
        parts.undo_line(target, match, actor=accountant, at=at)
    else:
        parts.undo_bag(target, match, actor=accountant, at=at)


def _waiting(what: MatchOf, target: Target) -> TakenBack | None:
    return TakenBack.objects.filter(**{_FIELD[what]: target}, state=TakeBackState.ASKED).first()


def _tell(name: str, asked: TakenBack, accountant: Actor, at: datetime, **more: str) -> None:
    events.record(
        name,
        asked.id,
        actor=accountant,
        at=at,
        what=asked.what,
        entry=asked.entry,
        amount_vnd=asked.amount_vnd,
        **more,
    )
