"""Keep what is put together for a supplement between visits; nothing is sent by it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.models import StoredFile
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Dossier, SupplementDraft, SupplementDraftPaper, SupplementRequest
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.text import nfc

MOST_PAPERS = 40
MOST_NOTE = 500


@transaction.atomic
def keep_supplement(
    *, dossier_id: UUID, citizen: Actor, files: Sequence[tuple[int, str, bytes]], note: str, at: datetime
) -> SupplementDraft:
    """Keep files and the note of an unsent supplement (lưu để làm tiếp); the same file twice stays one.

    Args:
        files: number of the item, name and content.
    Raises:
        NotFound: it is not the citizen's. IllegalTransition: nothing is asked for.
        Invalid: a file cannot be taken, or there are too many.
    """
    request = _asked(dossier_id, citizen)
    draft, _ = SupplementDraft.objects.get_or_create(request=request, defaults={"saved_at": at})
    kept = list(draft.papers.select_related("file"))
    if len(kept) + len(files) > MOST_PAPERS:
        raise Invalid(
            "supplement.many",
            f"Nhận nhiều nhất {MOST_PAPERS} tệp một lần bổ sung.",
            f"At most {MOST_PAPERS} files are taken.",
            where="files",
        )
    there = {(paper.item, paper.file.sha256) for paper in kept}
    for item, name, data in files:
        stored = store_upload(data=data, filename=name, actor=citizen, at=at)
        if (item, stored.sha256) not in there:
            SupplementDraftPaper.objects.create(draft=draft, item=item, file=stored, added_at=at)
            there.add((item, stored.sha256))
    draft.note, draft.saved_at = nfc(note).strip()[:MOST_NOTE], at
    draft.save(update_fields=["note", "saved_at"])
    return draft


@transaction.atomic
def drop_kept_paper(*, dossier_id: UUID, citizen: Actor, paper_id: UUID) -> None:
    """Take one kept file out of the unsent supplement.

    Raises:
        NotFound: it is not the citizen's. IllegalTransition: nothing is asked for.
    """
    request = _asked(dossier_id, citizen)
    SupplementDraftPaper.objects.filter(draft__request=request, id=paper_id).delete()


def kept_papers(request: SupplementRequest) -> list[SupplementDraftPaper]:
    """Return the files kept for the list, item by item, oldest first."""
    rows = SupplementDraftPaper.objects.filter(draft__request=request).select_related("file")
    return list(rows.order_by("item", "added_at", "id"))


def kept_note(request: SupplementRequest) -> str:
    """Return the note kept for the list."""
    draft = SupplementDraft.objects.filter(request=request).first()
    return str(draft.note) if draft else ""


@transaction.atomic
def take_kept(request: SupplementRequest) -> list[tuple[int, StoredFile]]:
    """Return the kept files for sending and forget the draft; in the transaction of the sending."""
    rows = [(paper.item, paper.file) for paper in kept_papers(request)]
    SupplementDraft.objects.filter(request=request).delete()
    return rows


def _asked(dossier_id: UUID, citizen: Actor) -> SupplementRequest:
    dossier: Dossier = lock_dossier(dossier_id)
    if not citizen.person_id or citizen.person_id != str(dossier.applicant_id):
        raise unknown_dossier()
    if dossier.state != State.SUPPLEMENT:
        raise IllegalTransition(
            "supplement.not_asked",
            "Hồ sơ này không còn chờ bổ sung.",
            "Nothing more is asked for.",
        )
    return SupplementRequest.objects.get(dossier=dossier, number=dossier.returns)
