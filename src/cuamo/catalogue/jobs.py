"""The book of procedures by the clock."""

from django.utils import timezone

from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.jobs import job


@job(queue="care", cron="2 17 * * *")
def bring_todays_versions_into_force() -> None:
    """Show what begins to count today (00:02 in Hanoi); a second run finds it done."""
    from cuamo.catalogue.services.publish_version import bring_into_force

    bring_into_force(on=to_hanoi(timezone.now()).date())
