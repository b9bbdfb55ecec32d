"""Complain against a decision, and have it looked at by somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.dossiers.models import Complaint, Dossier
from cuamo.dossiers.policies import is_citizen_of, require_no_filing, unknown_dossier
from cuamo.dossiers.selectors.complaints import DECIDED, decision_complained_of
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Conflict, IllegalTransition, Invalid, NotFound, NotPermitted
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.organisation.selectors.scope import units_under

DAYS_TO_ANSWER = 15
"""Working days (index 5.2 of Decision 766/QĐ-TTg: settled within 15 working days)."""


@transaction.atomic
def complain(*, dossier_id: UUID, citizen: Actor, text: str, at: datetime) -> Complaint:
    """Complain against how the dossier was decided (khiếu nại); one at a time.

    Raises:
        NotFound: it is neither the citizen's nor of somebody they act for.
        IllegalTransition: nothing has been decided yet.
        Invalid: nothing is said.
        Conflict: a complaint is being looked at.
    Law: Decision 766/QĐ-TTg, index 5.1-5.3.
    """
    dossier = lock_dossier(dossier_id)
    if citizen.kind is not ActorKind.CITIZEN or not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    require_no_filing(dossier)
    if dossier.state not in DECIDED:
        raise IllegalTransition(
            "complaint.early",
            "Hồ sơ chưa có quyết định để khiếu nại.",
            "There is no decision to complain about yet.",
            hint_vi="Muốn góp ý về cách phục vụ, mở trang Góp ý.",
            hint_en="To tell us about the service, open the feedback page.",
        )
    if len(text.strip()) < 10:
        raise Invalid(
            "complaint.empty",
            "Cần ghi điều không đồng ý, ít nhất một câu.",
            "Say what you do not agree with, one sentence at least.",
            where="text",
        )
    answering = dossier.decided_by or dossier.received_by
    try:
        with transaction.atomic():
            complaint = Complaint.objects.create(
                dossier=dossier,
                text=text.strip()[:5000],
                made_at=at,
                made_by=citizen.as_json(),
                unit_code=answering,
                answer_by=calendar_of(answering).add_working_days(at, DAYS_TO_ANSWER),
            )
    except IntegrityError:
        raise Conflict(
            "complaint.open", "Một khiếu nại đang được xem xét.", "A complaint is being looked at already."
        ) from None
    tell(
        "dossier.complained",
        dossier,
        actor=citizen,
        at=at,
        complaint_id=str(complaint.id),
        answer_by=complaint.answer_by.isoformat(),
    )
    return complaint


@transaction.atomic
def answer_complaint(
    *, complaint_id: UUID, leader: Actor, upheld: bool, answer: str, at: datetime
) -> Complaint:
    """Answer a complaint (giải quyết khiếu nại) as a leader who did not take the decision.

    Raises:
        NotFound: it lies in another territory.
        NotPermitted: no leader, or the one who decided.
        Invalid: nothing is said.
        IllegalTransition: it has been answered.
    """
    found = Complaint.objects.filter(id=complaint_id).first()
    if found is None or found.unit_code not in units_under(leader.unit_code):
        raise NotFound("complaint.unknown", "Không thấy khiếu nại này.", "There is no such complaint here.")
    if "LEADER" not in leader.roles:
        raise NotPermitted("complaint.role", "Lãnh đạo trả lời khiếu nại.", "A leader answers complaints.")
    dossier = lock_dossier(found.dossier_id)
    complaint = Complaint.objects.select_for_update(of=("self",)).get(id=complaint_id)
    if complaint.answered_at is not None:
        raise IllegalTransition("complaint.answered", "Khiếu nại đã được trả lời.", "It has been answered.")
    if decided_by(dossier, leader):
        raise NotPermitted(
            "complaint.own",
            "Người đã quyết định không tự trả lời khiếu nại về quyết định đó.",
            "Who took the decision does not answer the complaint against it.",
        )
    if not answer.strip():
        raise Invalid("complaint.no_answer", "Cần ghi câu trả lời.", "Write the answer.", where="answer")
    complaint.outcome = "UPHELD" if upheld else "DISMISSED"
    complaint.answer = answer.strip()[:5000]
    complaint.answered_at, complaint.answered_by = at, leader.as_json()
    complaint.save()
    tell(
        "dossier.complaint_answered",
        dossier,
        actor=leader,
        at=at,
        complaint_id=str(complaint.id),
        upheld=upheld,
        late=at > complaint.answer_by,
    )
    return complaint


def decided_by(dossier: Dossier, leader: Actor) -> bool:
    """True when this leader took the decision that ended the dossier."""
    last = decision_complained_of(dossier)
    return last is not None and last.by_id == leader.id
