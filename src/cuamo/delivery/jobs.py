"""Background work of delivery."""

from django.utils import timezone

from cuamo.kernel.jobs import job


@job(queue="default", attempts=1, cron="*/5 * * * *")
def look_for_gaps() -> None:
    """Raise alarms for one-sided hand-overs, late legs and what nobody scans; move and end old ones."""
    from cuamo.delivery.services.find_alarms import end_past_alarms, escalate_alarms, find_late
    from cuamo.delivery.services.find_gaps import find_gaps

    now = timezone.now()
    find_gaps(at=now)
    find_late(at=now)
    end_past_alarms(at=now)
    escalate_alarms(at=now)
