"""Background work of the archive."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from cuamo.kernel.jobs import job

LOOKED_BACK = timedelta(days=400)


@job(queue="care")
def clear_images(*, dossier_id: str) -> None:
    """Remove images of ID cards of one dossier that closed; a second run finds it done."""
    from cuamo.archive.services.clear_images import clear_images as clear

    clear(dossier_id=UUID(dossier_id), at=timezone.now())


@job(queue="care", cron="15 3 * * *")
def clear_waiting_images() -> None:
    """Remove images of ID cards that a hold kept back and nothing keeps any more."""
    from cuamo.archive.services.clear_images import clear_waiting

    clear_waiting(at=timezone.now())


@job(queue="care", cron="5 3 * * *")
def file_closed_dossiers() -> None:
    """Take up finished dossiers whose news was missed."""
    from cuamo.archive.services.file_dossier import file_closed

    now = timezone.now()
    file_closed(since=now - LOOKED_BACK, at=now)


@job(queue="archive", attempts=8)
def build_package(*, package_id: str) -> None:
    """Build a package for the archive; a second run finds it built or begins anew."""
    from cuamo.archive.services.build_package import build_package as build

    build(package_id=UUID(package_id), at=timezone.now())


@job(queue="archive", attempts=8)
def send_package(*, package_id: str) -> None:
    """Hand a package to the archive; a second run gets the same receipt again."""
    from cuamo.archive.services.send_package import send_package as send

    send(package_id=UUID(package_id), at=timezone.now())


@job(queue="archive", attempts=8)
def destroy(*, destruction_id: str) -> None:
    """Destroy the dossiers of an approved list; a second run goes on where the first stopped."""
    from cuamo.archive.services.destroy import destroy_list

    destroy_list(destruction_id=UUID(destruction_id), at=timezone.now())
