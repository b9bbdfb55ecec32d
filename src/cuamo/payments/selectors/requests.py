"""Demands for money, to be found and looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import NotFound
from cuamo.payments.models import (
    BudgetSupport,
    CallbackReceipt,
    CashReceipt,
    JournalEntry,
    PaymentAttempt,
    PaymentLine,
    PaymentRequest,
    Refund,
    SuspenseItem,
)
from cuamo.payments.rules.asking import asked_until
from cuamo.payments.rules.reference import find_reference
from cuamo.payments.states import UNPAID, AttemptState


@dataclass(frozen=True)
class Try:
    """One try to pay, and until when the platform is asked about it after it failed or ran out."""

    attempt: PaymentAttempt
    asked_until: datetime | None
    """The last question, where the platform answers; None while it is open and when nobody asks any more."""


@dataclass(frozen=True)
class OneRequest:
    """Everything the books and the bank know about one demand."""

    request: PaymentRequest
    lines: list[PaymentLine]
    tries: list[Try]
    callbacks: list[CallbackReceipt]
    entries: list[JournalEntry]
    suspended: list[SuspenseItem]
    refunds: list[Refund]
    receipt: CashReceipt | None
    support: BudgetSupport | None


def find_requests(*, words: str, state: str, day: date | None) -> QuerySet[PaymentRequest]:
    """Return demands by code or reference, state and day; the page orders them, newest first.

    A code is found by its beginning or its end; a reference of a transfer by the whole.
    """
    found = PaymentRequest.objects.all()
    text = words.strip().upper()
    if text:
        reference = find_reference(text)
        by_code = Q(subject_code__istartswith=text) | Q(subject_code__iendswith=text)
        found = found.filter(Q(attempts__reference=reference) if reference else by_code)
    if state:
        found = found.filter(state=state)
    if day is not None:
        first = datetime.combine(day, datetime.min.time(), tzinfo=HANOI)
        found = found.filter(opened_at__gte=first, opened_at__lt=first + timedelta(days=1))
    return found


def lines_of(request_id: UUID) -> list[dict[str, object]]:
    """Return the fees of a demand as pages show them, in their order."""
    lines = PaymentLine.objects.filter(request_id=request_id).order_by("position")
    return [
        {
            "name_vi": line.name_vi,
            "name_en": line.name_en,
            "reason_vi": line.reason_vi,
            "citizen_vnd": line.amount_vnd,
        }
        for line in lines
    ]


def one_request(request_id: UUID) -> OneRequest:
    """Return a demand with its lines, tries, messages, entries, refunds and receipt.

    Raises:
        NotFound: there is no such demand.
    """
    request = PaymentRequest.objects.prefetch_related("lines").filter(id=request_id).first()
    if request is None:
        raise NotFound(
            "payment.unknown", "Không có khoản thanh toán này.", "There is no such payment request."
        )
    told = CallbackReceipt.objects.filter(Q(attempt__request=request) | Q(suspended__request=request))
    booked = JournalEntry.objects.filter(request_id=request.id).prefetch_related("postings")
    return OneRequest(
        request=request,
        lines=list(request.lines.all()),
        tries=[_try(attempt) for attempt in request.attempts.order_by("started_at", "id")],
        callbacks=list(told.distinct().order_by("received_at", "id")),
        entries=list(booked.order_by("booked_at", "id")),
        suspended=list(request.suspended.select_related("callback").order_by("since", "id")),
        refunds=list(request.refunds.order_by("asked_at", "id")),
        receipt=CashReceipt.objects.filter(request=request).order_by("-taken_at", "-id").first(),
        support=BudgetSupport.objects.filter(subject_id=request.subject_id).first(),
    )


def _try(attempt: PaymentAttempt) -> Try:
    if attempt.ask_again_at is None or attempt.state not in UNPAID - {AttemptState.OPEN}:
        return Try(attempt, None)
    until = asked_until(
        next_at=attempt.ask_again_at,
        answered=attempt.answered_late,
        most=settings.PAYMENT_LATE_QUESTIONS,
        expires_at=attempt.expires_at,
    )
    return Try(attempt, until)
