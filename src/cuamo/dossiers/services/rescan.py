"""A scan is not good enough: say why, and put a better one in its place."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.services.read_later import read_later
from cuamo.documents.services.store import store_upload
from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper, PaperOriginal
from cuamo.dossiers.rules.digitising import FAULTS, Digital
from cuamo.dossiers.services.digitise import copies_of, require_digitiser
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound


@transaction.atomic
def report_fault(
    *, dossier_id: UUID, officer: Actor, paper_id: UUID, faults: Sequence[str], note: str = "", at: datetime
) -> DigitalCopy:
    """Say what is wrong with a scan: no copy of it is signed, a supplement request offers it as an item.

    Raises:
        NotPermitted, NotFound: as `digitise`.
        Invalid: nothing is said to be wrong.
        IllegalTransition: its copy is signed already.
    Law: Circular 01/2023/TT-VPCP (quality of digitised papers).
    """
    dossier, copy = _copy(dossier_id, officer, paper_id)
    known = [key for key in FAULTS if key in faults]
    if not known:
        raise Invalid(
            "rescan.no_fault",
            "Chọn ít nhất một chỗ cần quét lại.",
            "Choose at least one thing that is wrong.",
            where=str(paper_id),
        )
    copy.faults, copy.fault_note = known, note.strip()[:300]
    copy.checked_at, copy.checked_by, copy.refused = None, {}, ""
    copy.save(update_fields=["faults", "fault_note", "checked_at", "checked_by", "refused"])
    tell("dossier.scan_faulted", dossier, actor=officer, at=at, component=copy.component_key, faults=known)
    return copy


@transaction.atomic
def rescan_paper(
    *, dossier_id: UUID, officer: Actor, paper_id: UUID, data: bytes, filename: str, at: datetime
) -> DossierPaper:
    """Put a better scan of the original in hand in the place of the former; the former stays, marked.

    Raises:
        NotPermitted, NotFound: as `digitise`.
        Invalid: the original was not received at this desk, or the file cannot be taken.
        IllegalTransition: its copy is signed already.
    """
    dossier, copy = _copy(dossier_id, officer, paper_id)
    former = copy.paper
    assert former is not None
    received = PaperOriginal.objects.filter(dossier=dossier, component_key=former.component_key)
    if not received.exclude(received_at=None).exists():
        raise Invalid(
            "rescan.no_original",
            "Chưa nhận bản giấy của mục này nên không quét lại được ở đây.",
            "The original of this paper has not been received here, so it cannot be scanned again.",
            where=str(paper_id),
            hint_vi="Quét nhãn bản giấy trước, hoặc hỏi người nộp trong phiếu bổ sung.",
            hint_en="Scan the label of the original first, or ask the applicant in the supplement request.",
        )
    stored = store_upload(data=data, filename=filename, actor=officer, at=at)
    former.removed_at = at
    former.save(update_fields=["removed_at"])
    paper = DossierPaper.objects.create(
        dossier=dossier,
        component_key=former.component_key,
        file=stored,
        copy_kind=former.copy_kind,
        added_at=at,
        added_by=officer.as_json(),
        supplement=former.supplement,
    )
    DigitalCopy.objects.create(
        dossier=dossier,
        paper=paper,
        component_key=paper.component_key,
        component_code=copy.component_code,
        copy_type=copy.copy_type,
        size=copy.size,
        valid_until=copy.valid_until,
    )
    read_later(stored)
    tell(
        "dossier.paper_rescanned",
        dossier,
        actor=officer,
        at=at,
        component=paper.component_key,
        before_sha256=former.file.sha256,
        sha256=stored.sha256,
    )
    return paper


def _copy(dossier_id: UUID, officer: Actor, paper_id: UUID) -> tuple[Dossier, DigitalCopy]:
    dossier = lock_dossier(dossier_id)
    require_digitiser(dossier, officer)
    copy = next((each for each in copies_of(dossier) if each.paper_id == paper_id), None)
    if copy is None:
        raise NotFound("paper.unknown", "Không thấy tệp này.", "There is no such file.")
    if copy.state != Digital.NOT_YET:
        raise IllegalTransition(
            "rescan.signed",
            "Bản số hoá của giấy này đã ký, không thay được nữa.",
            "The copy of this paper is signed and is not replaced any more.",
        )
    return dossier, copy
