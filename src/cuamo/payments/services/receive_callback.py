"""Take what the payment platform says, exactly once."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cuamo.kernel import events, ports
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import CallbackReceipt, PaymentAttempt
from cuamo.payments.ports import PaymentGateway
from cuamo.payments.rules import legs
from cuamo.payments.rules.credit import credit
from cuamo.payments.rules.reference import find_reference
from cuamo.payments.services.ask_on import ask_on
from cuamo.payments.services.book import book
from cuamo.payments.services.parts import GATEWAY, lock_request, settle
from cuamo.payments.services.suspend import suspend
from cuamo.payments.states import SUSPENDED, AttemptState, RequestState, Verdict
from cuamo.payments.types import Account, EntryKind, Method, Outcome, SuspenseKind, Transaction


def receive_callback(*, body: bytes, signature: str, at: datetime) -> Outcome:
    """Take one signed message of the payment platform (nhận kết quả thanh toán).

    It may come twice, late, out of order, for a try that ran out, with another amount or for nothing we
    know: each is recorded with a verdict, each đồng is booked once, and `payment.settled` is recorded once.

    Raises:
        NotPermitted: the signature is wrong or too old; nothing is kept.
        Invalid: signed, but not in the agreed form; nothing is kept.
    """
    gateway = ports.get(PaymentGateway)  # type: ignore[type-abstract]  # ports are protocols
    said = gateway.read_callback(body=body, signature=signature, at=at)
    return take_transaction(said=said, body=body, source="CALLBACK", at=at)


@transaction.atomic
def take_transaction(*, said: Transaction, body: bytes, source: str, at: datetime) -> Outcome:
    """Book one movement the platform told of or answered with; a known transaction id books nothing.

    Two at the same time queue on the transaction id: the second waits for the first and finds it done.
    """
    reference = find_reference(said.reference)
    attempt = PaymentAttempt.objects.filter(reference=reference).first() if reference else None
    receipt = CallbackReceipt(
        id=uuid7(at),
        transaction_id=said.transaction_id,
        attempt=attempt,
        reference=said.reference[:140],
        amount_vnd=said.amount_vnd,
        succeeded=said.succeeded,
        occurred_at=said.occurred_at,
        received_at=at,
        source=source,
        body=body,
        verdict=Verdict.FAILED if not said.succeeded else Verdict.UNKNOWN_REFERENCE,
        last_seen_at=at,
    )
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError:
        return _seen_again(said, body, at)

    if not said.succeeded:
        _note_failure(attempt, at)
    elif attempt is None:
        _suspend_unknown(receipt, at)
    else:
        receipt.verdict = _credit(attempt, receipt, at)
        receipt.save(update_fields=["verdict"])
    return Outcome(receipt.verdict, attempt.request_id if attempt else None, first_time=True)


def _credit(attempt: PaymentAttempt, receipt: CallbackReceipt, at: datetime) -> Verdict:
    request = lock_request(attempt.request_id)
    decided = credit(
        state=RequestState(request.state),
        owed_vnd=request.amount_vnd,
        received_vnd=request.received_vnd,
        incoming_vnd=receipt.amount_vnd,
        late=receipt.occurred_at > attempt.expires_at,
        voided=request.voided_at is not None,
    )
    book(
        kind=EntryKind.PAID_ONLINE if decided.credited_vnd else EntryKind.SUSPENDED,
        source=f"gateway:{receipt.transaction_id}",
        request_id=request.id,
        legs=legs.paid(
            into=Account.GATEWAY, credited_vnd=decided.credited_vnd, suspended_vnd=decided.suspended_vnd
        ),
        at=at,
    )
    if decided.suspended_vnd:
        suspend(
            source=f"gateway:{receipt.transaction_id}",
            kind=SuspenseKind(decided.verdict.value),
            amount_vnd=decided.suspended_vnd,
            callback=receipt,
            request=request,
            at=at,
        )
    _resolve(attempt, AttemptState.PAID, at)
    request.received_vnd += decided.credited_vnd
    request.state = decided.state
    if decided.settles:
        settle(request, method=Method.VIETQR, actor=GATEWAY, at=at)
    elif decided.verdict == Verdict.PARTIAL:
        events.record(
            "payment.received",
            request.subject_id,
            actor=GATEWAY,
            at=at,
            request_id=str(request.id),
            amount_vnd=decided.credited_vnd,
            remaining_vnd=request.remaining_vnd,
        )
    request.save(update_fields=["received_vnd", "state", "settled_at", "method"])
    if decided.verdict in SUSPENDED:
        events.record(
            "payment.suspended",
            request.subject_id,
            actor=GATEWAY,
            at=at,
            request_id=str(request.id),
            amount_vnd=decided.suspended_vnd,
            verdict=decided.verdict.value,
        )
    return decided.verdict


def _suspend_unknown(receipt: CallbackReceipt, at: datetime) -> None:
    book(
        kind=EntryKind.SUSPENDED,
        source=f"gateway:{receipt.transaction_id}",
        request_id=None,
        legs=legs.paid(into=Account.GATEWAY, credited_vnd=0, suspended_vnd=receipt.amount_vnd),
        at=at,
    )
    suspend(
        source=f"gateway:{receipt.transaction_id}",
        kind=SuspenseKind.UNKNOWN_REFERENCE,
        amount_vnd=receipt.amount_vnd,
        callback=receipt,
        request=None,
        at=at,
    )
    events.record(
        "payment.suspended",
        receipt.id,
        actor=GATEWAY,
        at=at,
        amount_vnd=receipt.amount_vnd,
        verdict=Verdict.UNKNOWN_REFERENCE.value,
    )


def _note_failure(attempt: PaymentAttempt | None, at: datetime) -> None:
    if attempt is None:
        return
    request = lock_request(attempt.request_id)
    attempt.refresh_from_db(fields=["state"])
    if attempt.state == AttemptState.OPEN:
        _resolve(attempt, AttemptState.FAILED, at)
        if request.voided_at is not None:
            ask_on(attempt, at)


def _resolve(attempt: PaymentAttempt, state: AttemptState, at: datetime) -> None:
    attempt.state = state
    attempt.resolved_at = at
    attempt.ask_again_at = None
    attempt.save(update_fields=["state", "resolved_at", "ask_again_at"])


def _seen_again(said: Transaction, body: bytes, at: datetime) -> Outcome:
    first = CallbackReceipt.objects.select_for_update().get(transaction_id=said.transaction_id)
    same = (first.amount_vnd, first.succeeded, find_reference(first.reference) or first.reference) == (
        said.amount_vnd,
        said.succeeded,
        find_reference(said.reference) or said.reference[:140],
    )
    first.times_seen += 1
    first.last_seen_at = at
    request_id = first.attempt.request_id if first.attempt else None
    if not same and first.conflicting_body is None:
        first.conflicting_body = body
        events.record(
            "payment.suspended",
            first.id,
            actor=GATEWAY,
            at=at,
            amount_vnd=said.amount_vnd,
            verdict=Verdict.CONFLICT.value,
        )
    first.save(update_fields=["times_seen", "last_seen_at", "conflicting_body"])
    return Outcome(Verdict.DUPLICATE if same else Verdict.CONFLICT, request_id, first_time=False)
