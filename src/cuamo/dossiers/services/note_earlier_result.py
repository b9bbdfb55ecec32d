"""The result a part of a linked filing began with was taken back, or replaced."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, DossierPaper, InternalNote, LinkedPart, PastResult, Result
from cuamo.dossiers.selectors.linked import spec_of
from cuamo.dossiers.services.note_late import flag
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import history_of

FLAG = "earlier"
"""On the row of the queue: look at the earlier result again before deciding."""
TOLD = "dossier.earlier_result_changed"


@transaction.atomic
def note_earlier_result(*, dossier_id: UUID, at: datetime) -> bool:
    """Tell the officers of a part that the result it began with was taken back or replaced.

    They read it in a note and at the row of the queue; a replaced result lies among the papers beside the
    first one. Nothing is decided for them: values taken from the first result stay until they are changed.
    Records `dossier.earlier_result_changed`. Heard twice, it is written once; a part that never had the
    result is left alone.

    Returns whether it was written now.
    """
    dossier = lock_dossier(dossier_id, destroyed_too=True)
    rows = LinkedPart.objects.select_related("filing", "starts_after__filing")
    part = rows.filter(dossier_id=dossier.id, with_result=True).first()
    before = part.starts_after if part is not None else None
    if part is None or before is None or dossier.is_destroyed:
        return False
    result = Result.objects.select_related("file").get(dossier_id=before.dossier_id)
    if result.revoked_at is not None:
        change, number = "REVOKED", result.number
    elif result.issued_at is not None and PastResult.objects.filter(dossier_id=result.dossier_id).exists():
        change, number = "CORRECTED", result.number
    else:
        return False
    said = {"change": change, "number": number}
    if any(event.name == TOLD and said.items() <= event.data.items() for event in history_of(dossier.id)):
        return False
    if change == "CORRECTED" and not _take_new_paper(dossier, part, result, at):
        return False
    InternalNote.objects.create(
        dossier=dossier,
        text=_words(spec_of(before).name_vi, change, number, at),
        by_id=SYSTEM.id,
        by_name="Hệ thống",
        unit_code=dossier.decided_by,
        written_at=at,
    )
    flag(dossier, FLAG)
    tell(TOLD, dossier, actor=SYSTEM, at=at, after=str(before.dossier_id), **said)
    return True


def _take_new_paper(dossier: Dossier, part: LinkedPart, result: Result, at: datetime) -> bool:
    """Lay the replaced result beside the first; False where the part began with it already."""
    papers = DossierPaper.objects.filter(dossier=dossier, file=result.file)
    if result.file is None or papers.exists():
        return False
    if key := spec_of(part).result_paper:
        papers.create(
            dossier=dossier, component_key=key, file=result.file, added_at=at, added_by=SYSTEM.as_json()
        )
    return True


def _words(name: str, change: str, number: str, at: datetime) -> str:
    day = f"{at.astimezone(HANOI):%d/%m/%Y}"
    if change == "REVOKED":
        return (
            f"Kết quả «{name}» số {number} mà hồ sơ này dùng đã bị thu hồi ngày {day}. "
            "Xem lại giấy và thông tin lấy từ kết quả đó trước khi quyết định."
        )
    return (
        f"Kết quả «{name}» mà hồ sơ này dùng đã được đính chính ngày {day}, bản mới số {number} nằm trong "
        "giấy tờ của hồ sơ. Thông tin trên tờ khai vẫn theo bản cũ, đối chiếu trước khi quyết định."
    )
