"""Background work of documents."""

from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job


@job(queue="reading", attempts=3)
def read_paper(*, file_id: str) -> None:
    """Read a paper that was added; a second run finds it read."""
    from cuamo.documents.services.read_paper import read_paper as read

    read(file_id=UUID(file_id), at=timezone.now())


@job(queue="care", cron="20 2 * * *")
def forget_unfinished_files() -> None:
    """Drop files of counters that nobody went on sending."""
    from cuamo.documents.services.receive_chunk import forget_unfinished

    forget_unfinished(at=timezone.now())
