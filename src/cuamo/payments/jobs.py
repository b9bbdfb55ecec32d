"""Background work of payments."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job

_AT_ONCE = 200
_SEND_AFTER = timedelta(minutes=2)
"""How long an approved refund waits for its own job before the clock sends it."""


@job(queue="payments", attempts=3)
def ask_about_attempt(*, attempt_id: str) -> None:
    """Ask the platform about one attempt; a second run finds it resolved."""
    from cuamo.payments.services.pull_status import pull_status

    pull_status(attempt_id=UUID(attempt_id), at=timezone.now())


@job(queue="payments", attempts=1, cron="* * * * *")
def ask_about_open_attempts() -> None:
    """Ask about every attempt whose moment has come; each waits twice as long after every question."""
    from cuamo.payments.selectors.status import attempts_to_ask
    from cuamo.payments.services.pull_status import pull_status

    now = timezone.now()
    for attempt in attempts_to_ask(at=now)[:_AT_ONCE]:
        pull_status(attempt_id=attempt.id, at=now)


@job(queue="payments", attempts=1)
def send_refund_job(*, refund_id: str) -> None:
    """Send one approved refund; a second run finds it sent, and it is asked about by the clock."""
    from cuamo.payments.services.send_refund import send_refund

    send_refund(refund_id=UUID(refund_id), at=timezone.now())


@job(queue="payments", attempts=1, cron="* * * * *")
def ask_about_refunds() -> None:
    """Send what was approved and not sent, and ask about every refund whose moment has come."""
    from cuamo.payments.selectors.refunds import refunds_to_ask, refunds_to_send
    from cuamo.payments.services.send_refund import ask_about_refund, send_refund

    now = timezone.now()
    for refund in refunds_to_send(before=now - _SEND_AFTER)[:_AT_ONCE]:
        send_refund(refund_id=refund.id, at=now)
    for refund in refunds_to_ask(at=now)[:_AT_ONCE]:
        ask_about_refund(refund_id=refund.id, at=now)


@job(queue="payments", attempts=1, cron="20 * * * *")
def fetch_money_files() -> None:
    """Fetch the files of closed days that still wait for one, and run those days."""
    from cuamo.payments.services.fetch_day import days_to_fetch, fetch_day

    now = timezone.now()
    for day in days_to_fetch(at=now):
        fetch_day(day=day, at=now)


@job(queue="payments", attempts=1, cron="50 19 * * *")
def check_money_files_again() -> None:
    """Every night (2:50 in Hanoi) ask again for the files of the last week: one may have been corrected."""
    from cuamo.payments.services.fetch_day import fetch_day, last_week

    now = timezone.now()
    for day in last_week(at=now):
        fetch_day(day=day, at=now)
