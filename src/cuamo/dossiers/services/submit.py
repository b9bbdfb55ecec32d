"""Send the dossier, exactly once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import Confirmation, Dossier, DossierKey, DossierPaper
from cuamo.dossiers.policies import require_editor
from cuamo.dossiers.rules.deadline import answer_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.form_files import files_of_form
from cuamo.dossiers.selectors.linked import set_to_send_by
from cuamo.dossiers.services.budget_part import bear_budget_part
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.services.request_confirmation import hash_of, papers_of
from cuamo.dossiers.services.send_linked import send_linked
from cuamo.dossiers.states import Money, Move, State, Step, Sync, after
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, Invalid
from cuamo.kernel.idempotency import digest, once
from cuamo.kernel.numbering import take_number
from cuamo.organisation.selectors.routing import deciding_unit, receiving_unit


@transaction.atomic
def submit(*, dossier_id: UUID, actor: Actor, key: str, at: datetime) -> Dossier:
    """Send a confirmed dossier to where it is received (nộp hồ sơ), in one transaction.

    Every file is read again from the store and compared with its hash before the code is given. A repeat
    with the same key, and any later try on a dossier already sent, changes nothing and returns the same one.
    Where the procedure is the common form of a linked set, its parts are sent: `send_linked`.

    Args:
        key: idempotency key of this act.
    Raises:
        Invalid: it is not confirmed, or money is still owed.
        Conflict: it changed after the citizen confirmed, or the key belongs to another dossier.
    """
    dossier = lock_dossier(dossier_id)
    require_editor(dossier, actor, at=at)
    once(
        key=key,
        scope="dossier.submit",
        request_hash=digest([str(dossier_id)]),
        do=lambda: _send(dossier, actor, at),
    )
    return dossier


def _send(dossier: Dossier, actor: Actor, at: datetime) -> dict[str, Any]:
    if dossier.state != State.DRAFT:
        return {"dossier": str(dossier.id), "code": dossier.shown_code}
    papers = papers_of(dossier)
    _require_ready(dossier, papers)
    for file in [*(paper.file for paper in papers), *files_of_form(dossier)]:
        content_of(file)
    if (linked := set_to_send_by(dossier, at=at)) is not None:
        return send_linked(dossier, linked, papers, actor=actor, at=at)
    content = dossier.version.content
    dossier.state = after(Move.SUBMIT, dossier.state)
    dossier.submitted_at = at
    receiver = receiving_unit(content, dossier.ward_code)
    dossier.received_by = receiver.code
    dossier.decided_by = deciding_unit(content, dossier.ward_code).code
    calendar = calendar_for(dossier)
    dossier.answer_due_at = answer_due(submitted_at=at, calendar=calendar)
    external = dossier.route != "CITY"
    dossier.sync = Sync.EXTERNAL if external else Sync.PENDING
    if not external:
        day = f"{at.astimezone(HANOI):%Y%m%d}"
        number = take_number(f"dossier:{receiver.identifier}:{day}")
        dossier.code = f"{receiver.identifier}-{day}-{number:07d}"
        DossierKey.objects.create(kind="CODE", value=dossier.code, dossier_id=dossier.id)
    dossier.save(
        update_fields=[
            "state",
            "submitted_at",
            "received_by",
            "decided_by",
            "answer_due_at",
            "sync",
            "code",
        ]
    )
    bear_budget_part(dossier, actor=actor, at=at)
    step = Step.EXTERNAL if external else Step.INTAKE
    wait_at(dossier, step, at=at, step_due_at=dossier.answer_due_at)
    tell(
        "dossier.submitted",
        dossier,
        actor=actor,
        at=at,
        code=dossier.shown_code,
        papers=len(papers),
        pages=sum(paper.file.pages for paper in papers),
        route=dossier.route,
        citizen_vnd=dossier.fee["citizen_total_vnd"],
        budget_vnd=dossier.fee["budget_total_vnd"],
    )
    return {"dossier": str(dossier.id), "code": dossier.shown_code}


def _require_ready(dossier: Dossier, papers: list[DossierPaper]) -> None:
    confirmation = Confirmation.objects.filter(dossier=dossier, outdated_at=None).first()
    if dossier.confirmed_at is None or confirmation is None or confirmation.confirmed_at is None:
        raise Invalid(
            "dossier.unconfirmed",
            "Người nộp chưa xác nhận. Chờ mã trên màn hình công dân.",
            "The applicant has not confirmed yet. Wait for the code on the citizen screen.",
            where="Q8",
        )
    now = hash_of(dossier, papers, dossier.fee)
    if now != bytes(confirmation.summary_hash):
        raise Conflict(
            "confirm.changed",
            "Hồ sơ đã thay đổi sau khi xác nhận. Xem lại và xác nhận lần nữa.",
            "The dossier changed after it was confirmed. Check and confirm again.",
            where="Q7",
        )
    if dossier.money == Money.AWAITING:
        raise Invalid(
            "dossier.unpaid",
            "Chưa nhận được tiền. Trả bằng QR hoặc tiền mặt rồi nộp.",
            "The payment has not arrived. Pay by QR or cash, then send.",
            where="Q9",
        )
