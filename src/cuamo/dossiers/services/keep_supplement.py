"""Keep what is put together for a supplement between visits; nothing is sent by it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.models import StoredFile
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import Dossier, SupplementDraft, SupplementDraftPaper, SupplementRequest
from cuamo.dossiers.policies import is_citizen_of, unknown_dossier
from cuamo.dossiers.services.erase_unused import erase_unused
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
        NotFound: it is not theirs. IllegalTransition: nothing is asked for.
        Invalid: a file cannot be taken or answers no item of the list, or there are too many.
    """
    request = _asked(dossier_id, citizen, at=at)
    _require_items(request, [item for item, _, _ in files])
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
        if (item, stored.sha256) in there:
            erase_unused([stored], actor=citizen, at=at)
            continue
        SupplementDraftPaper.objects.create(draft=draft, item=item, file=stored, added_at=at)
        there.add((item, stored.sha256))
    draft.note, draft.saved_at = nfc(note).strip()[:MOST_NOTE], at
    draft.save(update_fields=["note", "saved_at"])
    return draft


@transaction.atomic
def drop_kept_paper(*, dossier_id: UUID, citizen: Actor, paper_id: UUID, at: datetime) -> None:
    """Take one kept file out of the unsent supplement and empty it, unless something else needs it.

    Raises:
        NotFound: it is not theirs. IllegalTransition: nothing is asked for.
    """
    request = _asked(dossier_id, citizen, at=at)
    dropped = list(
        SupplementDraftPaper.objects.filter(draft__request=request, id=paper_id).select_related("file")
    )
    for paper in dropped:
        paper.delete()
    erase_unused([paper.file for paper in dropped], actor=citizen, at=at)


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


def _require_items(request: SupplementRequest, items: Sequence[int]) -> None:
    if any(not 1 <= item <= len(request.items) for item in items):
        raise Invalid(
            "supplement.item",
            "Có tệp gửi cho một mục không có trong danh sách cần bổ sung.",
            "A file was sent for an item that is not on the list.",
            where="files",
            hint_vi="Tải lại trang rồi chọn tệp ở đúng mục.",
            hint_en="Load the page again and choose the file at its item.",
        )


def _asked(dossier_id: UUID, citizen: Actor, *, at: datetime) -> SupplementRequest:
    dossier: Dossier = lock_dossier(dossier_id)
    if not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    if dossier.state != State.SUPPLEMENT:
        raise IllegalTransition(
            "supplement.not_asked",
            "Hồ sơ này không còn chờ bổ sung.",
            "Nothing more is asked for.",
        )
    return SupplementRequest.objects.get(dossier=dossier, number=dossier.returns)
