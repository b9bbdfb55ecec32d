"""Background work of delivery."""

from django.utils import timezone

from cuamo.kernel.jobs import job


@job(queue="default", attempts=1, cron="*/5 * * * *")
def look_for_gaps() -> None:
    """Raise the alarm for hand-overs with one side only; a gap told once is not told again."""
    from cuamo.delivery.services.find_gaps import find_gaps

    find_gaps(at=timezone.now())
