"""The call centre opens one dossier for a caller who has shown who they are, and wraps the call up."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Call, Dossier, DossierKey
from cuamo.dossiers.rules.identity_questions import NEEDED, right_answers
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import nfc
from cuamo.organisation.policies import require_role
from cuamo.organisation.types import Role
from cuamo.people.services.read_log import log_reading

REASONS = {
    "WHERE": "Hỏi hồ sơ đến đâu",
    "LATE": "Hồ sơ trễ hoặc chậm",
    "PAPERS": "Hỏi giấy tờ cần bổ sung",
    "DELIVERY": "Hỏi trả kết quả",
    "OTHER": "Việc khác",
}
OUTCOMES = {
    "TOLD": "Đã đọc cho người gọi",
    "EXPEDITED": "Đã đề nghị đẩy nhanh",
    "CALLBACK": "Hẹn gọi lại",
    "SENT_ON": "Hướng dẫn ra điểm phục vụ",
    "CUT": "Cuộc gọi bị ngắt",
}
KINDS = ("CODE", "REF", "EXTERNAL", "ALIAS", "LOCAL")
MOST = 500


@transaction.atomic
def open_by_call(*, code: str, reason: str, said: Mapping[str, str], agent: Actor, at: datetime) -> Call:
    """Open the dossier of a caller whose identity is shown by two of three questions.

    The opening is written down with its reason; the person sees it among who looked at their data. Which
    question was answered wrongly is not told.

    Raises:
        NotPermitted: the actor is no operator of the call centre.
        Invalid: no reason was chosen, or the answers do not fit: an unknown code gives the same answer.
    Law: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (processing must be traceable per person).
    """
    require_role(agent, Role.CALL_AGENT)
    if reason not in REASONS:
        raise Invalid("call.no_reason", "Chọn lý do mở hồ sơ.", "Choose why it is opened.", where="ly_do")
    dossier = _dossier(code)
    person = dossier.applicant if dossier else None
    right = (
        right_answers(
            kept={
                "ID": person.personal_id or person.paper_number,
                "BIRTH": person.birth_date,
                "PHONE": dossier.contact_phone or person.phone,
            },
            said=dict(said),
        )
        if dossier is not None and person is not None
        else []
    )
    if dossier is None or person is None or len(right) < NEEDED:
        raise Invalid(
            "call.unproved",
            "Mã hồ sơ hoặc câu trả lời chưa khớp. Chưa mở hồ sơ nào.",
            "The code or the answers do not fit. No dossier is opened.",
            where="ma",
            hint_vi="Hỏi lại mã trên phiếu và ít nhất hai câu. Không khớp thì mời ra điểm phục vụ.",
            hint_en="Ask again for the code and at least two answers, or send the caller to a point.",
        )
    call = Call.objects.create(
        id=uuid7(at),
        dossier_id=dossier.id,
        code=dossier.shown_code,
        agent_id=agent.id,
        agent_name=agent.name,
        reason=reason,
        proved_by=right,
        opened_at=at,
    )
    log_reading(
        person_id=person.id,
        actor=agent,
        purpose=f"Tổng đài: {REASONS[reason]}",
        dossier_id=dossier.id,
        fields=["full_name", "state"],
        at=at,
    )
    locked = lock_dossier(dossier.id)
    tell("dossier.opened_by_call", locked, actor=agent, at=at, call_id=str(call.id), reason=reason)
    return call


@transaction.atomic
def wrap_up(*, call_id: UUID, agent: Actor, outcome: str, note: str, at: datetime) -> Call:
    """End a call with what it came to (kết thúc cuộc gọi).

    Raises:
        NotFound: it is somebody else's call.
        Conflict: it has ended.
        Invalid: no outcome.
    """
    call = Call.objects.select_for_update().filter(id=call_id, agent_id=agent.id).first()
    if call is None:
        raise NotFound("call.unknown", "Không thấy cuộc gọi này.", "There is no such call.")
    if call.ended_at is not None:
        raise Conflict("call.ended", "Cuộc gọi này đã kết thúc.", "This call has ended.")
    if outcome not in OUTCOMES:
        raise Invalid("call.no_outcome", "Chọn kết quả cuộc gọi.", "Choose what it came to.", where="ket_qua")
    call.outcome, call.note, call.ended_at = outcome, nfc(note).strip()[:MOST], at
    call.save(update_fields=["outcome", "note", "ended_at"])
    events.record("call.ended", call.id, actor=agent, at=at, outcome=outcome, dossier=str(call.dossier_id))
    return call


def _dossier(code: str) -> Dossier | None:
    key = (
        DossierKey.objects.filter(kind__in=KINDS, value=code_as_kept(code)).first() if code.strip() else None
    )
    if key is None:
        return None
    rows = Dossier.objects.select_related("applicant", "version").exclude(state=State.DRAFT)
    return rows.filter(id=key.dossier_id).first()
