"""What taking a match back changes: sum, line or bag stand as before it, the books by a counter-entry."""

from datetime import datetime

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.payments.models import (
    CashBag,
    CashDifference,
    JournalEntry,
    PaymentRequest,
    ReconciliationItem,
    Refund,
    StatementLine,
    SuspenseItem,
)
from cuamo.payments.reconciling import FileState
from cuamo.payments.rules import legs
from cuamo.payments.selectors.matches import Match, legs_in, moved_in, signed_in
from cuamo.payments.selectors.rounds import BACK
from cuamo.payments.services.book import book
from cuamo.payments.services.items import open_again
from cuamo.payments.services.parts import lock_request
from cuamo.payments.services.reconcile_day import reconcile_day, refresh_days
from cuamo.payments.states import LIVE_REFUNDS, BagState, RefundState, RequestState
from cuamo.payments.types import Account, EntryKind, SuspenseKind


def undo_sum(item: SuspenseItem, match: Match, *, actor: Actor, at: datetime) -> None:
    """A sum waits in suspense again, and what it had paid is owed; the caller has locked both rows."""
    if Refund.objects.filter(item=item, state__in=LIVE_REFUNDS).exists():
        raise _refunding()
    if match.entry and item.request is not None:
        _owed_again(item.request, match.entry, moved_in(match.entry, Account.CITIZEN), actor, at)
        item.left_vnd += moved_in(match.entry, Account.CITIZEN)
    if not item.left_vnd:
        raise IllegalTransition(
            "take_back.gone",
            "Tiền này đã hoàn cho người nộp, không còn gì để rút lại.",
            "It was given back to the payer; nothing is left to take back.",
        )
    _turn(match.entry, request=item.request, at=at)
    item.request = None
    item.kind = SuspenseKind.UNKNOWN_REFERENCE
    item.matched_at = item.proposed_at = item.proposed_request = None
    item.matched_by_id = item.matched_by_name = item.match_reason = ""
    item.proposed_by_id = item.proposed_by_name = ""
    item.save()


def undo_line(item: ReconciliationItem, match: Match, *, actor: Actor, at: datetime) -> None:
    """A difference of the bank is open again; its day is run anew. The caller has locked the item."""
    entry = JournalEntry.objects.get(source=match.entry)
    request = lock_request(entry.request_id) if entry.request_id is not None else None
    for sum_ in SuspenseItem.objects.select_for_update().filter(source=match.entry):
        if sum_.left_vnd != sum_.amount_vnd or sum_.matched_at or sum_.refunds.filter(state__in=LIVE_REFUNDS):
            raise IllegalTransition(
                "take_back.used",
                "Phần vào tiền chưa rõ đã ghép hoặc đang hoàn. Rút lại lần ghép đó trước.",
                "Its part in suspense was matched or is being given back. Take that back first.",
            )
        sum_.left_vnd = 0
        sum_.save(update_fields=["left_vnd"])
    if request is not None:
        _owed_again(request, match.entry, moved_in(match.entry, Account.CITIZEN), actor, at)
    gateway_vnd, bank_vnd = signed_in(match.entry, Account.GATEWAY), signed_in(match.entry, Account.BANK)
    _turn(match.entry, request=request, at=at)
    item.booked_gateway_vnd -= gateway_vnd
    item.booked_bank_vnd -= bank_vnd
    item.gateway_delta_vnd, item.bank_delta_vnd = gateway_vnd, bank_vnd
    open_again(item)
    item.save()
    events.record(
        "reconciliation.difference",
        item.id,
        actor=actor,
        at=at,
        kind=item.kind,
        day=item.day.isoformat(),
        gateway_delta_vnd=gateway_vnd,
        bank_delta_vnd=bank_vnd,
    )
    refresh_days({item.day})
    _run_day_of(match.matched_to, at)


def undo_bag(bag: CashBag, match: Match, *, actor: Actor, at: datetime) -> None:
    """A bag is on its way again and its line is nobody's; the day of the line is run anew."""
    _turn(match.entry, request=None, at=at)
    for difference in CashDifference.objects.select_for_update().filter(bag=bag, closed_at=None):
        difference.closed_at, difference.closed_by_id, difference.closed_by_name = at, actor.id, actor.name
        difference.conclusion = "Rút lại: túi đã ghép nhầm dòng sao kê."
        difference.save(update_fields=["closed_at", "closed_by_id", "closed_by_name", "conclusion"])
        events.record(
            "cash.difference_closed", difference.id, actor=actor, at=at, amount_vnd=difference.amount_vnd
        )
    bag.state = _before(bag)
    bag.deposited_vnd = bag.deposited_at = bag.proposed_at = None
    bag.deposit_source = bag.agreed_by_id = bag.proposal = bag.proposed_line = bag.proposed_words = ""
    bag.proposed_by_id = bag.proposed_by_name = ""
    bag.save()
    events.record(
        "cash.deposit_taken_back", bag.id, actor=actor, at=at, number=bag.number, amount_vnd=match.amount_vnd
    )
    _run_day_of(match.matched_to, at)


def _owed_again(request: PaymentRequest, entry: str, amount_vnd: int, actor: Actor, at: datetime) -> None:
    """What a match had paid of a demand is owed again. Records `payment.reversed`."""
    if request.voided_at is not None or request.received_vnd < amount_vnd:
        raise IllegalTransition(
            "take_back.voided",
            f"Khoản {request.subject_code} đã hủy hoặc đã bị hủy ngược. Hoàn tiền từ trang «Tiền chưa rõ».",
            "This demand was cancelled or reversed since. Give the money back from suspense.",
        )
    # a failed one left its money in suspense already, to be refunded from there
    if Refund.objects.filter(paid_by=entry, item=None).exclude(state=RefundState.REFUSED).exists():
        raise _refunding()
    request.received_vnd -= amount_vnd
    request.state = RequestState.PARTIAL if request.received_vnd else RequestState.AWAITING
    request.settled_at, request.method = None, ""
    request.save(update_fields=["received_vnd", "state", "settled_at", "method"])
    events.record(
        "payment.reversed",
        request.subject_id,
        actor=actor,
        at=at,
        request_id=str(request.id),
        amount_vnd=amount_vnd,
        remaining_vnd=request.remaining_vnd,
    )


def _turn(entry: str, *, request: PaymentRequest | None, at: datetime) -> None:
    if entry:
        book(
            kind=EntryKind.TAKEN_BACK,
            source=f"{BACK}{entry}",
            request_id=request.id if request is not None else None,
            legs=legs.taken_back(legs_in(entry)),
            at=at,
        )


def _before(bag: CashBag) -> BagState:
    """Return where a bag was before the bank confirmed it."""
    if bag.slip_number:
        return BagState.TOLD
    if bag.taken_at is not None:
        return BagState.TAKEN
    return BagState.GIVEN if bag.given_at is not None else BagState.SEALED


def _run_day_of(line: str, at: datetime) -> None:
    found = StatementLine.objects.filter(number=line, file__state=FileState.CURRENT).order_by("-id").first()
    if found is not None:
        reconcile_day(day=found.file.day, at=at)


def _refunding() -> IllegalTransition:
    return IllegalTransition(
        "take_back.refunding",
        "Tiền này đang hoàn hoặc đã hoàn. Xem phiếu hoàn trước.",
        "It is being given back, or was. Look at its refund first.",
    )
