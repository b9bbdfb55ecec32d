"""The book of procedures by the clock."""

from uuid import UUID

from django.utils import timezone

from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.jobs import job


@job(queue="care", cron="2 17 * * *")
def bring_todays_versions_into_force() -> None:
    """Show what begins to count today (00:02 in Hanoi); a second run finds it done."""
    from cuamo.catalogue.services.publish_version import bring_into_force

    bring_into_force(on=to_hanoi(timezone.now()).date())


@job(queue="imports", attempts=3)
def check_import_job(*, import_id: str) -> None:
    """Look at every row of an uploaded list; a second run finds it done."""
    from cuamo.catalogue.services.run_import import check_import

    check_import(import_id=UUID(import_id), at=timezone.now())


@job(queue="imports", attempts=3)
def apply_import_job(*, import_id: str) -> None:
    """Keep the good rows of a list; stopped, it goes on where it was."""
    from cuamo.catalogue.services.run_import import apply_import

    apply_import(import_id=UUID(import_id), at=timezone.now())


@job(queue="imports", attempts=3)
def undo_import_job(*, import_id: str) -> None:
    """Take back a list that was applied; a second run finds it done."""
    from cuamo.catalogue.services.undo_import import undo_import

    undo_import(import_id=UUID(import_id), at=timezone.now())
