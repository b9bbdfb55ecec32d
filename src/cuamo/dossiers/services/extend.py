"""Say sorry once, with a new date."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.rules.deadline import last_day_to_extend
from cuamo.dossiers.selectors import texts
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided
from cuamo.dossiers.services.four_eyes import require_other_eyes
from cuamo.dossiers.services.parts import lock_dossier, tell, warn_at
from cuamo.dossiers.services.prepare_apology import apology_sent
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid

RUNNING = frozenset({State.ACCEPTED, State.IN_PROGRESS})


@transaction.atomic
def extend(*, dossier_id: UUID, leader: Actor, cause: str, new_due_at: datetime, at: datetime) -> Dossier:
    """Apologise and promise one new date (xin lỗi và hẹn lại, form 04; message N4 follows).

    At least a working day before the term ends this moves the due moment; later it is an apology only: the
    citizen gets the new date, and the dossier stays late against the first one.

    Raises:
        Invalid: no cause, or one with an identity number; a date not after the present one, or not worked.
        NotPermitted: `leader` is no leader of the deciding unit, or examined the dossier (four eyes).
        IllegalTransition: a new date was promised before, or no term runs.
    Law: Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 04 (one re-appointment only).
    """
    dossier = lock_dossier(dossier_id)
    policies.require_step(dossier, leader, Step.APPROVE)
    require_other_eyes(dossier, leader)
    if dossier.state not in RUNNING or dossier.due_at is None or dossier.paused_at is not None:
        raise IllegalTransition(
            "extend.no_term", "Hồ sơ không có thời hạn đang chạy.", "No term is running for this dossier."
        )
    if dossier.promised_again_at is not None:
        raise IllegalTransition(
            "extend.once",
            "Hồ sơ đã được hẹn lại một lần. Không hẹn lại lần nữa.",
            "A new date was promised before. It can be done once only.",
            hint_vi="Giải quyết ngay, hoặc báo lãnh đạo trung tâm.",
            hint_en="Decide now, or tell the head of the centre.",
        )
    if not cause.strip():
        raise Invalid("extend.no_cause", "Cần ghi lý do chậm.", "Say why it is late.", where="cause")
    calendar = calendar_for(dossier)
    if new_due_at <= max(dossier.due_at, at) or not calendar.is_working(new_due_at):
        raise Invalid(
            "extend.date",
            "Ngày hẹn mới phải là ngày làm việc sau ngày hẹn cũ.",
            "The new date must be a working day after the present one.",
            where="new_due_at",
        )
    former = dossier.due_at
    in_time = at <= last_day_to_extend(due_at=former, calendar=calendar)
    try:
        told = texts.extended_text(dossier, new_due_at=new_due_at, cause=cause, in_time=in_time)
        texts.as_sent(told, dossier)
    except ValueError as unsaid:
        raise Invalid(
            "extend.id_number",
            "Lý do này vào tin nhắn: không ghi số giấy tờ.",
            "The cause goes into a text: no identity numbers in it.",
            where="cause",
        ) from unsaid
    dossier.promised_again_at = new_due_at
    if in_time:
        dossier.due_at = new_due_at
    dossier.save(update_fields=["promised_again_at", "due_at"])
    if in_time:
        WorkItem.objects.filter(dossier_id=dossier.id).update(
            due_at=new_due_at, warned=0, warn_at=warn_at(dossier, Step.EXAMINE)
        )
    content = {"former": former.isoformat(), "new": new_due_at.isoformat(), "in_time": in_time}
    decided(dossier, "EXTEND", leader, at, cause=cause.strip()[:500], **content)
    apology_sent(dossier.id, at=at)
    tell("dossier.extended", dossier, actor=leader, at=at, **content)
    return dossier
