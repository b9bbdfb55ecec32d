"""Background work of the settlement."""

from datetime import timedelta

from django.utils import timezone

from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.jobs import job


@job(queue="default", attempts=3, cron="30 19 1 * *")
def build_last_month() -> None:
    """Build the drafts of the month that ended, once its last day is over; a second run gives the same."""
    from cuamo.settlement.services.build_month import build_month

    now = timezone.now()
    last = to_hanoi(now).date().replace(day=1) - timedelta(days=1)
    build_month(month=last.replace(day=1), actor=SYSTEM, at=now)
