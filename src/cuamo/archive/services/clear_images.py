"""Images of ID cards that are no legal component leave a dossier that has closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.archive.models import Keeping, RemovedImage
from cuamo.archive.rules.id_images import Picture, to_remove
from cuamo.archive.selectors.holds import holds_of
from cuamo.archive.services.empty_file import empty_file
from cuamo.documents.jobs import forget_erased_bytes
from cuamo.documents.models import Reading, StoredFile
from cuamo.documents.rules.reading.kinds import Kind
from cuamo.dossiers.models import (
    DigitalCopy,
    Dossier,
    DossierPaper,
    SupplementDraft,
    SupplementDraftPaper,
    TrayPage,
)
from cuamo.dossiers.services.erase_unused import erase_unused
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import CLOSED
from cuamo.kernel.actors import SYSTEM

WHY = "Ảnh căn cước không phải thành phần hồ sơ, xoá khi hồ sơ kết thúc"
AT_ONCE = 500


@transaction.atomic
def clear_images(*, dossier_id: UUID, at: datetime) -> int:
    """Remove images of ID cards from a closed dossier (xoá ảnh căn cước); return how many.

    What stays is the hash, the number of pages, when and why. Records `dossier.id_images_removed` when
    there was one. What was put together for a supplement and never sent is no part of the dossier and goes
    whole. A hold keeps everything as it is; the night after it ends comes back.

    Law: Law 91/2025/QH15 (no more data than needed, no longer than needed).
    """
    dossier = lock_dossier(dossier_id, destroyed_too=True)
    keeping = Keeping.objects.select_for_update().filter(dossier_id=dossier_id).first()
    if keeping is None or keeping.images_looked_at is not None or dossier.state not in CLOSED:
        return 0
    if holds_of(dossier_id, at=at):
        return 0
    _drop_unsent(dossier, at)
    pictures = _pictures(dossier)
    gone = to_remove(pictures, dossier.version.content.get("components", []))
    removed = []
    for file in StoredFile.objects.filter(id__in=gone).order_by("id"):
        place = next((one.component_key for one in pictures if one.file_id == str(file.id)), "")
        emptied = empty_file(file, dossier_id=dossier_id, why="ID_IMAGE", actor=SYSTEM, at=at)
        removed.append(
            RemovedImage(
                dossier_id=dossier_id,
                file_id=emptied.id,
                sha256=file.sha256,
                pages=file.pages,
                component_key=place,
                why=WHY,
                removed_at=at,
            )
        )
    RemovedImage.objects.bulk_create(removed, ignore_conflicts=True)
    keeping.images_looked_at = at
    keeping.save(update_fields=["images_looked_at"])
    if removed:
        images = [
            {"sha256": row.sha256, "pages": row.pages, "component": row.component_key} for row in removed
        ]
        tell("dossier.id_images_removed", dossier, actor=SYSTEM, at=at, images=images)
        forget_erased_bytes.enqueue()
    return len(removed)


def clear_waiting(*, at: datetime) -> int:
    """Look again at closed dossiers whose images a hold kept; return how many images went."""
    waiting = Keeping.objects.filter(images_looked_at=None, destroyed_at=None).order_by("ended_at")
    return sum(
        clear_images(dossier_id=dossier_id, at=at)
        for dossier_id in list(waiting.values_list("dossier_id", flat=True)[:AT_ONCE])
    )


def _drop_unsent(dossier: Dossier, at: datetime) -> None:
    kept = SupplementDraftPaper.objects.filter(draft__request__dossier=dossier).select_related("file")
    files = [paper.file for paper in kept]
    SupplementDraft.objects.filter(request__dossier=dossier).delete()
    if erase_unused(files, actor=SYSTEM, at=at):
        forget_erased_bytes.enqueue()


def _pictures(dossier: Dossier) -> list[Picture]:
    papers = list(DossierPaper.objects.filter(dossier=dossier).select_related("file"))
    pages = list(TrayPage.objects.filter(dossier=dossier).select_related("file"))
    files = {paper.file_id for paper in papers} | {
        file_id for page in pages for file_id in (page.file_id, page.plain_id, page.upload_id)
    }
    cards = set(
        Reading.objects.filter(file_id__in=files, kind=Kind.ID_CARD).values_list("file_id", flat=True)
    )
    found = [
        Picture(
            file_id=str(paper.file_id),
            component_key=paper.component_key,
            read_as_id_card=paper.file_id in cards,
            made_of=tuple(str(part["file"]) for part in paper.file.made_from),
        )
        for paper in papers
    ]
    found += [
        Picture(str(copy.file_id), copy.component_key, copy.paper.file_id in cards, is_paper=False)
        for copy in DigitalCopy.objects.filter(dossier=dossier).exclude(file=None).select_related("paper")
        if copy.paper is not None
    ]
    for page in pages:
        made_of = {page.plain_id, page.upload_id} - {page.file_id}
        found.append(
            Picture(
                file_id=str(page.file_id),
                component_key="" if page.removed_at else page.component_key,
                read_as_id_card=bool({page.file_id, page.plain_id} & cards),
                made_of=tuple(str(file_id) for file_id in made_of),
                is_paper=False,
            )
        )
    return found
