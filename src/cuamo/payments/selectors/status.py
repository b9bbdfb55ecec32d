"""Where the money of a subject stands."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cuamo.payments.models import CashReceipt, PaymentAttempt, PaymentRequest
from cuamo.payments.states import UNPAID, AttemptState
from cuamo.payments.types import Status


def request_of(subject_id: UUID) -> PaymentRequest | None:
    """Return the subject's request that is not cancelled, else its last one, None when nothing was asked."""
    requests = PaymentRequest.objects.filter(subject_id=subject_id)
    return requests.filter(voided_at=None).first() or requests.order_by("-opened_at", "-id").first()


def status_of(subject_id: UUID, *, at: datetime | None = None) -> Status | None:
    """Return everything a page says about the subject's money, None when nothing was ever asked.

    Args:
        at: this moment; with it an attempt that ran out without an answer is told apart.
    """
    request = request_of(subject_id)
    if request is None:
        return None
    attempt = PaymentAttempt.objects.filter(request=request, state=AttemptState.OPEN).first()
    waits = attempt is not None and not request.settled and request.voided_at is None
    unsure = waits and attempt is not None and at is not None and at >= attempt.expires_at
    fits = attempt is not None and attempt.amount_vnd == request.remaining_vnd
    shown = attempt if waits and fits and not unsure else None
    receipt = CashReceipt.objects.filter(request=request).order_by("-taken_at", "-id").first()
    return Status(
        request_id=request.id,
        state=request.state,
        amount_vnd=request.amount_vnd,
        received_vnd=request.received_vnd,
        settled=request.settled,
        method=request.method,
        qr_payload=shown.qr_payload if shown else "",
        pay_url=shown.pay_url if shown else "",
        expires_at=attempt.expires_at if attempt else None,
        unsure=unsure,
        receipt_number=receipt.shown_number if receipt else "",
        receipt_id=receipt.id if receipt else None,
    )


def attempts_to_ask(*, at: datetime) -> QuerySet[PaymentAttempt]:
    """Return open attempts the platform is to be asked about now, longest waiting first."""
    due = PaymentAttempt.objects.filter(state=AttemptState.OPEN, ask_again_at__lte=at)
    return due.order_by("ask_again_at", "id")


def superseded_to_ask(*, at: datetime) -> QuerySet[PaymentAttempt]:
    """Return attempts another one took the place of that are to be asked about now, longest waiting first."""
    due = PaymentAttempt.objects.filter(
        state__in=sorted(UNPAID - {AttemptState.OPEN}), ask_again_at__isnull=False, ask_again_at__lte=at
    )
    return due.order_by("ask_again_at", "id")


def cash_receipt_of(subject_id: UUID) -> CashReceipt | None:
    """Return the newest receipt of the subject's cash, None when it was paid otherwise or not at all."""
    found = CashReceipt.objects.filter(request__subject_id=subject_id, request__voided_at=None)
    return found.order_by("-taken_at", "-id").first()


def paid_in_cash(subject_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the subjects a cash receipt stands for."""
    receipts = CashReceipt.objects.filter(request__subject_id__in=list(subject_ids), request__voided_at=None)
    return set(receipts.values_list("request__subject_id", flat=True))
