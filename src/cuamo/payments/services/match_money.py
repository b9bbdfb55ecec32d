"""Somebody finds out whose money lies in suspense, and somebody else agrees."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, IllegalTransition, NotPermitted
from cuamo.payments.models import PaymentRequest, Refund, SuspenseItem
from cuamo.payments.policies import require_accountant
from cuamo.payments.rules import legs
from cuamo.payments.rules.credit import credit
from cuamo.payments.rules.refunds import require_reason
from cuamo.payments.selectors.rounds import next_source
from cuamo.payments.services.book import book
from cuamo.payments.services.parts import lock_request, settle
from cuamo.payments.services.refund_parts import lock_item
from cuamo.payments.states import LIVE_REFUNDS, RequestState, Verdict
from cuamo.payments.types import EntryKind, Method, SuspenseKind

_PROPOSED = ("proposed_request", "proposed_at", "proposed_by_id", "proposed_by_name")
_MATCHED = ("matched_at", "matched_by_id", "matched_by_name", "match_reason")


@transaction.atomic
def propose_match(
    *, item_id: UUID, request_id: UUID, reason: str, accountant: Actor, at: datetime
) -> SuspenseItem:
    """Say to which request money nobody knew belongs (đề nghị ghép tiền chưa rõ).

    Nothing moves before another accountant agrees; somebody else's proposal is replaced by a new one. Money
    that was called stray is so no more: it is not refunded as such while it may be somebody's. Records
    `payment.match_proposed`.

    Raises:
        NotPermitted: not an accountant of the centre.
        NotFound: there is no such sum or request.
        IllegalTransition: it is known whose it is, or a refund of it is being worked on.
        Invalid: no reason.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    request = lock_request(request_id)
    item = lock_item(item_id)
    _require_unmatched(item)
    item.proposed_request = request
    item.proposed_at, item.proposed_by_id, item.proposed_by_name = at, accountant.id, accountant.name
    item.matched_at, item.matched_by_id, item.matched_by_name = None, "", ""
    item.match_reason = said
    item.save(update_fields=[*_PROPOSED, *_MATCHED])
    events.record(
        "payment.match_proposed",
        item.id,
        actor=accountant,
        at=at,
        request_id=str(request.id),
        amount_vnd=item.left_vnd,
    )
    return item


@transaction.atomic
def approve_match(*, item_id: UUID, request_id: UUID, accountant: Actor, at: datetime) -> SuspenseItem:
    """Agree that money nobody knew belongs to a request (duyệt ghép). Records `payment.matched`.

    What is still owed there is paid with it; the rest waits in suspense as that payer's, for a refund.
    Agreeing again changes nothing.

    Args:
        request_id: the one that was seen as proposed.
    Raises:
        NotPermitted: not an accountant of the centre, or the one who proposed it.
        NotFound: there is no such sum or request.
        Conflict: another request is proposed meanwhile, or none.
        IllegalTransition: it is known whose it is, or a refund of it is being worked on.
    """
    require_accountant(accountant)
    request = lock_request(request_id)
    item = lock_item(item_id)
    if item.request_id == request.id:
        return item
    _require_unmatched(item)
    _require_proposed(item, accountant)
    if item.proposed_request_id != request.id:
        raise _proposed_otherwise()
    decided = credit(
        state=RequestState(request.state),
        owed_vnd=request.amount_vnd,
        received_vnd=request.received_vnd,
        incoming_vnd=item.left_vnd,
        late=False,
        voided=request.voided_at is not None,
    )
    if decided.credited_vnd:
        book(
            kind=EntryKind.MATCHED,
            source=next_source(f"matched:{item.id}"),
            request_id=request.id,
            legs=legs.matched(credited_vnd=decided.credited_vnd),
            at=at,
        )
    item.request = request
    item.left_vnd = decided.suspended_vnd
    if decided.suspended_vnd:
        item.kind = SuspenseKind(decided.verdict.value)
    _note(item, item.match_reason, accountant, at)
    request.received_vnd += decided.credited_vnd
    request.state = decided.state
    if decided.settles:
        settle(request, method=Method.VIETQR, actor=accountant, at=at)
    request.save(update_fields=["received_vnd", "state", "settled_at", "method"])
    _tell(item, request, decided.verdict, decided.credited_vnd, accountant, at)
    return item


@transaction.atomic
def refuse_match(*, item_id: UUID, reason: str, accountant: Actor, at: datetime) -> SuspenseItem:
    """Do not agree with a proposed match; the sum waits again (không duyệt ghép).

    Records `payment.match_refused`. Whoever proposed it may take it back the same way.

    Raises:
        NotPermitted: not an accountant of the centre.
        Conflict: nothing is proposed.
        Invalid: no reason.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    item = lock_item(item_id)
    _require_unmatched(item)
    if item.proposed_request_id is None:
        raise _proposed_otherwise()
    events.record(
        "payment.match_refused",
        item.id,
        actor=accountant,
        at=at,
        request_id=str(item.proposed_request_id),
        reason=said,
    )
    _forget(item)
    item.save(update_fields=[*_PROPOSED, "match_reason"])
    return item


@transaction.atomic
def call_stray(*, item_id: UUID, reason: str, accountant: Actor, at: datetime) -> SuspenseItem:
    """Say that money belongs to no request at all (tiền chuyển nhầm). It may be refunded after that.

    Records `payment.called_stray`.

    Raises:
        NotPermitted: not an accountant of the centre.
        IllegalTransition: it is known whose it is, or a refund of it is being worked on.
        Invalid: no reason.
    """
    require_accountant(accountant)
    said = require_reason(reason)
    item = lock_item(item_id)
    _require_unmatched(item)
    _forget(item)
    _note(item, said, accountant, at)
    events.record(
        "payment.called_stray", item.id, actor=accountant, at=at, amount_vnd=item.left_vnd, source=item.source
    )
    return item


def _require_unmatched(item: SuspenseItem) -> None:
    if item.kind != SuspenseKind.UNKNOWN_REFERENCE or item.request_id is not None or not item.left_vnd:
        raise IllegalTransition(
            "suspense.known",
            "Khoản này đã biết của ai. Chỉ còn hoàn lại.",
            "It is known whose this is; it can only be refunded.",
        )
    if Refund.objects.filter(item=item, state__in=LIVE_REFUNDS).exists():
        raise IllegalTransition(
            "suspense.refunding",
            "Khoản này đang được hoàn, không ghép được nữa.",
            "A refund of it is being worked on; it cannot be matched any more.",
        )


def _require_proposed(item: SuspenseItem, accountant: Actor) -> None:
    if item.proposed_request_id is None:
        raise _proposed_otherwise()
    if item.proposed_by_id == accountant.id:
        raise NotPermitted(
            "suspense.same_person",
            "Người đề nghị ghép không tự duyệt. Nhờ kế toán khác xem.",
            "Whoever proposed a match does not agree to it. Another accountant must look.",
        )


def _proposed_otherwise() -> Conflict:
    return Conflict(
        "suspense.proposed",
        "Không còn đề nghị ghép này. Tải lại trang.",
        "This match is not proposed any more. Reload the page.",
    )


def _forget(item: SuspenseItem) -> None:
    item.proposed_request = None
    item.proposed_at = None
    item.proposed_by_id = item.proposed_by_name = item.match_reason = ""


def _note(item: SuspenseItem, said: str, accountant: Actor, at: datetime) -> None:
    item.matched_at = at
    item.matched_by_id = accountant.id
    item.matched_by_name = accountant.name
    item.match_reason = said
    item.save(
        update_fields=[
            "request",
            "kind",
            "left_vnd",
            *_PROPOSED,
            *_MATCHED,
        ]
    )


def _tell(
    item: SuspenseItem,
    request: PaymentRequest,
    verdict: Verdict,
    credited_vnd: int,
    accountant: Actor,
    at: datetime,
) -> None:
    events.record(
        "payment.matched",
        request.subject_id,
        actor=accountant,
        at=at,
        request_id=str(request.id),
        item_id=str(item.id),
        credited_vnd=credited_vnd,
        left_vnd=item.left_vnd,
        verdict=verdict.value,
    )
