"""Add a paper to a draft, or take it out again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules import components
from cuamo.documents.models import StoredFile
from cuamo.documents.services.read_later import read_later
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.services.fill_form import lock_draft, touch
from cuamo.dossiers.services.undo_use import undo_use
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound

MOST_PAPERS = 60


@transaction.atomic
def add_paper(
    *,
    dossier_id: UUID,
    actor: Actor,
    component_key: str,
    data: bytes | StoredFile,
    filename: str = "",
    copy_kind: str = "ELECTRONIC",
    to_read: bool = True,
    at: datetime,
) -> DossierPaper:
    """Store a file for one component of the draft (thành phần hồ sơ); the same file twice stays one.

    A job then reads it and proposes values; nobody waits for it.

    Args:
        data: what just came in, or a file that is in the store already.
        to_read: False for samples, which hold no text.
    Raises:
        Invalid: the component is not asked for, the file is not one that can be taken, or there are too many.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    require_needed(dossier, component_key)
    if DossierPaper.objects.filter(dossier=dossier, removed_at=None).count() >= MOST_PAPERS:
        raise Invalid("paper.too_many", "Hồ sơ đã có 60 tệp.", "The dossier already has 60 files.")
    stored = data
    if not isinstance(stored, StoredFile):
        stored = store_upload(data=stored, filename=filename, actor=actor, at=at)
    kept = DossierPaper.objects.filter(
        dossier=dossier, component_key=component_key, file__sha256=stored.sha256, removed_at=None
    ).first()
    if kept is not None:
        return kept
    paper = DossierPaper.objects.create(
        dossier=dossier,
        component_key=component_key,
        file=stored,
        copy_kind=copy_kind,
        added_at=at,
        added_by=actor.as_json(),
    )
    touch(dossier, at)
    if to_read:
        read_later(stored)
    return paper


def require_needed(dossier: Dossier, component_key: str) -> None:
    """Refuse a paper the answers do not ask for.

    Raises:
        Invalid: the component is not asked for.
    """
    needed = {need.key for need in components.needed(dossier.version.content, dossier.answers)}
    if component_key not in needed:
        raise Invalid(
            "paper.not_needed",
            "Hồ sơ này không cần loại giấy đó.",
            "This dossier does not need that paper.",
            where=component_key,
            hint_vi="Xem lại câu trả lời ở bước trước.",
            hint_en="Check the answers of the step before.",
        )


@transaction.atomic
def remove_paper(*, dossier_id: UUID, actor: Actor, paper_id: UUID, at: datetime) -> None:
    """Take a paper out of the draft; the row stays, marked.

    Raises:
        NotFound: the draft has no such paper.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    paper = DossierPaper.objects.filter(dossier=dossier, id=paper_id, removed_at=None).first()
    if paper is None:
        raise NotFound("paper.unknown", "Không thấy tệp này.", "There is no such file.")
    paper.removed_at = at
    paper.save(update_fields=["removed_at"])
    undo_use(dossier, paper, actor=actor, at=at)
    touch(dossier, at)
