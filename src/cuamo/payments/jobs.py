"""Background work of payments."""

from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job

_AT_ONCE = 200


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
