"""Background work of the app."""

from django.utils import timezone

from cuamo.kernel.jobs import job
from cuamo.kernel.rehearsal import forget_rehearsals
from cuamo.organisation.services.sign_in_limit import forget_old_tries


@job(cron="20 2 * * *")
def forget_what_was_rehearsed() -> None:
    """Forget the invented visits of the day, and whatever was typed into them; safe to run at any time."""
    forget_rehearsals()


@job(cron="17 * * * *")
def clear_sign_in_limits() -> None:
    """Delete counts of sign-in tries whose window is over; safe to run at any time."""
    forget_old_tries(at=timezone.now())
