"""Background work of the app."""

from django.utils import timezone

from cuamo.kernel.jobs import job
from cuamo.organisation.services.sign_in_limit import forget_old_tries


@job(cron="17 * * * *")
def clear_sign_in_limits() -> None:
    """Delete counts of sign-in tries whose window is over; safe to run at any time."""
    forget_old_tries(at=timezone.now())
