"""Background work of notices."""

from contextlib import suppress
from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job
from cuamo.notices.errors import SmsUnavailable
from cuamo.notices.selectors.notices import waiting
from cuamo.notices.services.hand_over import hand_over
from cuamo.notices.services.take_reports import take_reports


@job(queue="notices", attempts=5)
def hand_over_notice(*, notice_id: str) -> None:
    """Hand one text to the provider; a second run finds it sent or not yet due."""
    hand_over(notice_id=UUID(notice_id), at=timezone.now())


@job(queue="notices", attempts=1, cron="* * * * * */15")
def hand_over_waiting() -> None:
    """Take up texts whose quiet hours or pause are over; a second run finds them taken."""
    for notice_id in waiting(now=timezone.now(), limit=200):
        hand_over(notice_id=notice_id, at=timezone.now())


@job(queue="notices", attempts=1, cron="* * * * *")
def take_delivery_reports() -> None:
    """Ask which texts have arrived; the next run asks again."""
    with suppress(SmsUnavailable):
        take_reports(at=timezone.now())
