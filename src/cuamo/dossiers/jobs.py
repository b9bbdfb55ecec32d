"""Background work of dossiers."""

from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job


@job(queue="signing", attempts=12)
def sign_result(*, dossier_id: str) -> None:
    """Print and sign an approved result; a second run finds it done."""
    from cuamo.dossiers.services.sign_result import sign_approved_result

    sign_approved_result(dossier_id=UUID(dossier_id), at=timezone.now())


@job(queue="care", cron="*/5 * * * *")
def warn_of_terms() -> None:
    """Warn of terms that are three quarters over, or have ended; a second run finds them warned."""
    from cuamo.dossiers.services.warn import BATCH, warn

    while warn(at=timezone.now()) == BATCH:
        pass


@job(queue="care", cron="*/10 * * * *")
def warn_of_unsent() -> None:
    """Note counters whose PC holds something for too long; a second run finds them noted."""
    from cuamo.dossiers.services.warn_unsent import BATCH, warn_unsent

    while warn_unsent(at=timezone.now()) == BATCH:
        pass


@job(queue="care", attempts=8)
def run_calendar(*, run_id: str) -> None:
    """Let a decided calendar reach open dossiers; broken off it goes on where it stopped."""
    from cuamo.dossiers.services.apply_calendar_run import go_on_calendar_run

    go_on_calendar_run(run_id=UUID(run_id), at=timezone.now())


@job(queue="documents", attempts=3)
def print_register(*, run_id: str) -> None:
    """Print form 07 of a long period; a second run finds it done."""
    from cuamo.dossiers.services.print_register import finish_register

    finish_register(run_id=UUID(run_id), at=timezone.now())


@job(queue="care", cron="50 2 * * *")
def sweep_papers() -> None:
    """Drop papers that were put together and replaced; their pages stay."""
    from cuamo.dossiers.services.sweep_papers import sweep_papers as sweep

    sweep(at=timezone.now())
