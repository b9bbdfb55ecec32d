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


@job(queue="care", cron="*/10 * * * *")
def forget_erased_bytes() -> None:
    """Take bytes off the disk that were ordered to go; a second run finds them gone."""
    from cuamo.documents.services.erase_file import forget_bytes

    forget_bytes(at=timezone.now())
