"""Print the approved result and have it signed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.errors import SigningRefused
from cuamo.documents.rules.pages import page_count
from cuamo.documents.services.sign_result import sign_pdf
from cuamo.documents.services.store import store_made
from cuamo.documents.types import Purpose
from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.result_paper import result_paper
from cuamo.dossiers.services.accept import hours_of
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import SYSTEM
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.signing_rights import right_to_sign


def sign_approved_result(*, dossier_id: UUID, at: datetime, pin: str = "") -> Result:
    """Print the result and sign it PAdES by the approving leader; a second run finds it done.

    Number and day stay open: the clerk of records gives them when it is issued. Printing and signing happen
    outside the transaction: they take a while and call another system.

    Args:
        pin: of the leader's token, where the key is on one; passed on and not kept.
    Raises:
        NotPermitted: the leader's right to sign has ended since.
        SigningUnavailable
        SigningRefused: the certificate does not sign, or the key is on a token and no PIN is given.
    Law: Law 20/2023/QH15; Decree 30/2020/NĐ-CP (layout of documents).
    """
    result = Result.objects.select_related("dossier", "dossier__version").get(dossier_id=dossier_id)
    if result.signed_at is not None or result.approved_at is None:
        return result
    unit = Unit.objects.get(code=result.dossier.decided_by)
    right = right_to_sign(unit.code, result.approved_by, procedure_code=result.dossier.procedure_code, at=at)
    token = right.token_serial if right is not None else ""
    if token and not pin:
        raise SigningRefused(
            "sign.pin_needed",
            "Khóa ký của lãnh đạo đã duyệt nay nằm trên thiết bị, cần mã PIN.",
            "The key of the leader who approved is on a token now; its PIN is needed.",
        )
    paper = result_paper(result, unit)
    signed = sign_pdf(
        pdf=paper.pdf,
        signer_code=result.approved_by,
        signer_name=result.approved_by_name,
        agency_name=unit.name_vi,
        at=at,
        open_for_number=paper.open,
        token_serial=token,
        pin=pin,
    )
    return _keep(dossier_id, signed, at, pages=page_count(signed), open_places=paper.open)


@transaction.atomic
def _keep(
    dossier_id: UUID, signed: bytes, at: datetime, *, pages: int = 1, open_places: bool = False
) -> Result:
    dossier: Dossier = lock_dossier(dossier_id)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    if result.signed_at is not None:
        return result
    result.file = store_made(
        data=signed,
        filename=f"ket-qua-{dossier.code}.pdf",
        pages=pages,
        purpose=Purpose.RESULT,
        actor=SYSTEM,
        at=at,
    )
    result.signed_file, result.signed_at = result.file, at
    result.open_places = open_places
    result.save(update_fields=["file", "signed_file", "signed_at", "open_places"])
    assert dossier.due_at is not None
    wait_at(
        dossier,
        Step.ISSUE,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "ISSUE"),
            due_at=None if dossier.finished_at else dossier.due_at,
            calendar=calendar_for(dossier),
        ),
    )
    tell("dossier.signed", dossier, actor=SYSTEM, at=at, sha256=result.file.sha256)
    return result
