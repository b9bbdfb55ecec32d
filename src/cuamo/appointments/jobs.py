"""Background work of appointments."""

from django.utils import timezone

from cuamo.kernel.jobs import job


@job(queue="default", attempts=3, cron="0 9 * * *")
def remind_of_tomorrow() -> None:
    """Remind people of the time they booked for tomorrow, at four in the afternoon of Hanoi; each once."""
    from cuamo.appointments.services.remind import remind

    remind(at=timezone.now())


@job(queue="care", attempts=3, cron="25 * * * *")
def forget_who_booked() -> None:
    """Wipe names and phone numbers of times that are long over."""
    from cuamo.appointments.services.forget import forget_people

    forget_people(at=timezone.now())


@job(queue="care", attempts=3, cron="20 2 * * *")
def forget_times() -> None:
    """Delete measured times nothing is estimated from any more."""
    from cuamo.appointments.services.follow_visit import forget_old_times

    forget_old_times(at=timezone.now())
