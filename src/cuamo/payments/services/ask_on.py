"""Let the platform be asked about codes that nobody is shown any more: they may be paid yet."""

from datetime import datetime

from django.conf import settings

from cuamo.payments.models import PaymentAttempt, PaymentRequest
from cuamo.payments.rules import asking
from cuamo.payments.states import UNPAID, AttemptState


def ask_on(attempt: PaymentAttempt, at: datetime) -> None:
    """Let the platform be asked about a try that another one took the place of; its demand is locked."""
    attempt.asked = 0
    attempt.ask_again_at = asking.ask_late_at(
        at=at, answered=0, most=settings.PAYMENT_LATE_QUESTIONS, expires_at=attempt.expires_at
    )
    attempt.save(update_fields=["asked", "ask_again_at"])


def ask_on_about_ended(request: PaymentRequest, at: datetime) -> None:
    """Do so for every try of a locked demand that failed or ran out and was not asked about since."""
    ended = PaymentAttempt.objects.filter(request=request, state__in=UNPAID - {AttemptState.OPEN})
    for each in ended.filter(ask_again_at=None, answered_late=0):
        ask_on(each, at)
