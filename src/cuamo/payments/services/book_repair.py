"""What the repair of a difference writes into the books."""

from datetime import datetime

from django.db.models import Sum

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict
from cuamo.kernel.money import format_vnd
from cuamo.payments.models import (
    BookedPayout,
    CallbackReceipt,
    CashBag,
    PaymentAttempt,
    Posting,
    ReconciliationItem,
    Refund,
    StatementLine,
    SuspenseItem,
)
from cuamo.payments.reconciling import FileState, ItemKind
from cuamo.payments.rules import legs, repairs
from cuamo.payments.rules.credit import credit
from cuamo.payments.services.book import book
from cuamo.payments.services.carry_bag import confirm_deposit, note_proposal
from cuamo.payments.services.parts import GATEWAY, lock_request, settle
from cuamo.payments.services.suspend import suspend
from cuamo.payments.states import BAGS_ENDED, LIVE_REFUNDS, RefundState, RequestState
from cuamo.payments.types import Account, EntryKind, Leg, Method, Side, SuspenseKind

_PAYOUTS = frozenset({ItemKind.PAYOUT_DIFFERS, ItemKind.PAYOUT_BY_HAND, ItemKind.PAYOUT_UNNAMED})


def book_difference(item: ReconciliationItem, *, at: datetime) -> str:
    """Book what makes the sides agree; return what was done, in words."""
    kind = ItemKind(item.kind)
    written = repairs.legs_of(
        kind, gateway_delta_vnd=item.gateway_delta_vnd, bank_delta_vnd=item.bank_delta_vnd
    )
    source = _next_source(item)
    book(kind=EntryKind.CORRECTED, source=source, request_id=None, legs=written, at=at)
    _note_booked(item)
    surplus_vnd = sum(leg.amount_vnd for leg in written if leg.account == Account.SUSPENSE)
    if surplus_vnd:
        suspend(
            source=source,
            kind=SuspenseKind.UNKNOWN_REFERENCE,
            amount_vnd=surplus_vnd,
            callback=_callback_of(item),
            request=None,
            at=at,
        )
    if kind in _PAYOUTS:
        _note_payout(item, at)
    return "Đã ghi sổ: " + "; ".join(_in_words(leg) for leg in written) + "."


def credit_transfer(item: ReconciliationItem, *, actor: Actor, at: datetime) -> str:
    """Let a transfer to the account at the bank pay the demand it names; return what was done, in words.

    What a corrected statement has less of is claimed of the bank: the demand was paid in good faith.
    """
    if item.bank_delta_vnd <= 0:
        return book_difference(item, at=at)
    reference = str(item.evidence.get("reference", ""))
    attempt = PaymentAttempt.objects.filter(reference=reference).first() if reference else None
    if attempt is None:
        raise Conflict(
            "reconciliation.no_request",
            "Không còn khoản phải trả mang mã này. Trả lại đề nghị và ghi vào tiền chưa rõ.",
            "No demand carries this reference any more.",
        )
    request = lock_request(attempt.request_id)
    amount_vnd = item.bank_delta_vnd
    decided = credit(
        state=RequestState(request.state),
        owed_vnd=request.amount_vnd,
        received_vnd=request.received_vnd,
        incoming_vnd=amount_vnd,
        late=False,
        voided=request.voided_at is not None,
    )
    source = _next_source(item)
    book(
        kind=EntryKind.PAID_BANK,
        source=source,
        request_id=request.id,
        legs=legs.paid(
            into=Account.BANK, credited_vnd=decided.credited_vnd, suspended_vnd=decided.suspended_vnd
        ),
        at=at,
    )
    _note_booked(item)
    if decided.suspended_vnd:
        suspend(
            source=source,
            kind=SuspenseKind(decided.verdict.value),
            amount_vnd=decided.suspended_vnd,
            callback=None,
            request=request,
            at=at,
        )
    request.received_vnd += decided.credited_vnd
    request.state = decided.state
    if decided.settles:
        settle(request, method=Method.VIETQR, actor=actor, at=at)
    request.save(update_fields=["received_vnd", "state", "settled_at", "method"])
    return f"Đã ghi {format_vnd(decided.credited_vnd)} cho khoản {request.subject_code}."


def take_deposit(item: ReconciliationItem, *, actor: Actor, at: datetime) -> str:
    """Let a line of cash be the deposit of the bag it names; return what was done, in words."""
    bag = CashBag.objects.select_for_update().filter(number=str(item.evidence.get("bag", ""))).first()
    if bag is None:
        raise Conflict("reconciliation.no_bag", "Không còn túi tiền này.", "There is no such bag any more.")
    number = item.subject.removeprefix("line:")
    if bag.state not in BAGS_ENDED:
        who = (item.proposed_by, item.proposed_name)
        note_proposal(bag, line=number, words=item.words, who=who, at=item.proposed_at or at)
    confirm_deposit(
        bag_id=bag.id, amount_vnd=item.bank_delta_vnd, source=f"line:{number}", actor=actor, at=at
    )
    return f"Đã ghi túi {bag.number} vào ngân hàng."


def give_up(item: ReconciliationItem, *, actor: Actor, at: datetime) -> str:
    """Take back what a transaction had paid: it is owed again. Records `payment.reversed`.

    What of it waits in suspense leaves suspense; what was given back or found its demand meanwhile is
    claimed of the platform.

    Raises:
        Conflict: a fee of it is being given back just now.
    """
    receipt = _callback_of(item)
    back_vnd = -item.gateway_delta_vnd
    if receipt is None or back_vnd <= 0:
        return book_difference(item, at=at)
    owed_vnd = 0
    request = lock_request(receipt.attempt.request_id) if receipt.attempt is not None else None
    if request is not None and request.voided_at is None:
        still_paid_vnd = _credited(receipt) - _fee_back(receipt)
        owed_vnd = max(0, min(still_paid_vnd, back_vnd, request.received_vnd))
    waiting = list(SuspenseItem.objects.select_for_update().filter(callback=receipt).order_by("id"))
    suspended_vnd = 0
    for suspended in waiting:
        taken_vnd = min(suspended.left_vnd, back_vnd - owed_vnd - suspended_vnd)
        suspended.left_vnd -= taken_vnd
        suspended_vnd += taken_vnd
        suspended.save(update_fields=["left_vnd"])
    claimed_vnd = back_vnd - owed_vnd - suspended_vnd
    written = [
        Leg(Account.CITIZEN, Side.DEBIT, owed_vnd),
        Leg(Account.SUSPENSE, Side.DEBIT, suspended_vnd),
        Leg(Account.CLAIMS, Side.DEBIT, claimed_vnd),
        Leg(Account.GATEWAY, Side.CREDIT, back_vnd),
    ]
    written = [leg for leg in written if leg.amount_vnd]
    book(
        kind=EntryKind.REVERSED,
        source=_next_source(item),
        request_id=request.id if request is not None else None,
        legs=written,
        at=at,
    )
    _note_booked(item)
    if request is not None and owed_vnd:
        request.received_vnd -= owed_vnd
        request.state = RequestState.PARTIAL if request.received_vnd else RequestState.AWAITING
        request.settled_at = None
        request.method = ""
        request.save(update_fields=["received_vnd", "state", "settled_at", "method"])
        events.record(
            "payment.reversed",
            request.subject_id,
            actor=GATEWAY,
            at=at,
            request_id=str(request.id),
            amount_vnd=owed_vnd,
            remaining_vnd=request.remaining_vnd,
        )
    return "Đã ghi sổ: " + "; ".join(_in_words(leg) for leg in written) + "."


def _note_booked(item: ReconciliationItem) -> None:
    item.booked_gateway_vnd += item.gateway_delta_vnd
    item.booked_bank_vnd += item.bank_delta_vnd


def _next_source(item: ReconciliationItem) -> str:
    item.rounds += 1
    return f"reconciled:{item.id}:{item.rounds}"


def _callback_of(item: ReconciliationItem) -> CallbackReceipt | None:
    if not item.subject.startswith("tx:"):
        return None
    number = item.subject.removeprefix("tx:")
    return CallbackReceipt.objects.select_related("attempt").filter(transaction_id=number).first()


def _credited(receipt: CallbackReceipt) -> int:
    posted = Posting.objects.filter(
        entry__source=f"gateway:{receipt.transaction_id}", account=Account.CITIZEN, side=Side.CREDIT
    )
    return sum(posted.values_list("amount_vnd", flat=True))


def _fee_back(receipt: CallbackReceipt) -> int:
    """Return what of a movement was given up as a fee, whether it reached the payer or came back."""
    out = Refund.objects.filter(paid_by=f"gateway:{receipt.transaction_id}", item__isnull=True)
    live = out.filter(state__in=LIVE_REFUNDS).first()
    if live is not None:
        raise Conflict(
            "reconciliation.refunding",
            f"Phí của giao dịch này đang được hoàn, phiếu {live.number}. Chờ phiếu xong, hoặc không duyệt"
            " phiếu, rồi mới ghi lại là chưa trả.",
            f"A fee of it is being given back, refund {live.number}. Wait for its end, or refuse it first.",
        )
    ended = out.filter(state__in=[RefundState.PAID, RefundState.FAILED])
    return ended.aggregate(total=Sum("amount_vnd"))["total"] or 0


def _note_payout(item: ReconciliationItem, at: datetime) -> None:
    """From now on the pay-out stands in the books as it came; its lines belong to it."""
    number = str(item.evidence["batch"])
    BookedPayout.objects.update_or_create(
        number=number,
        defaults={
            "gross_vnd": int(item.evidence["gross_vnd"]),
            "bank_vnd": item.bank_vnd or 0,
            "booked_at": at,
        },
    )
    lines = [line["number"] for line in item.evidence["lines"]]
    StatementLine.objects.filter(number__in=lines, file__state=FileState.CURRENT).update(batch=number)


_NAMES = {
    Account.GATEWAY: "ở cổng",
    Account.BANK: "ngân hàng",
    Account.SUSPENSE: "tiền chưa rõ",
    Account.CLAIMS: "phải đòi",
    Account.FEES: "phí",
    Account.CITIZEN: "phải thu của dân",
    Account.CASH_DIFFERENCE: "chênh lệch tiền mặt",
}


def _in_words(leg: Leg) -> str:
    side = "Nợ" if leg.side == Side.DEBIT else "Có"
    return f"{side} {_NAMES.get(leg.account, leg.account)} {format_vnd(leg.amount_vnd)}"
