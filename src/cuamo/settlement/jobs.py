"""Background work of the settlement."""

from datetime import timedelta
from uuid import UUID

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
    build_month(month=last.replace(day=1), actor=SYSTEM, at=now, waits=True)


@job(queue="default", attempts=3)
def run_long_work(*, work_id: str) -> None:
    """Build a month or write a workbook; broken off it is done again, a second run finds it done."""
    from cuamo.settlement.services.long_work import go_on

    go_on(work_id=UUID(work_id), at=timezone.now())


@job(queue="default", attempts=3, cron="20 * * * *")
def forget_workbooks() -> None:
    """Let workbooks go whose link has ended; a second run finds none."""
    from cuamo.settlement.services.long_work import forget_workbooks as forget

    forget(at=timezone.now())
