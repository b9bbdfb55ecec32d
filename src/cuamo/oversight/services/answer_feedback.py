"""Answer what somebody told the city."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.text import nfc
from cuamo.oversight.models import Feedback
from cuamo.oversight.policies import require_may_answer

MOST = 5000


@transaction.atomic
def answer_feedback(*, feedback_id: UUID, answer: str, actor: Actor, at: datetime) -> Feedback:
    """Give the one answer to a message; whoever has its code reads it (trả lời phản ánh).

    Raises:
        NotPermitted: the actor is no inspector of the centre.
        NotFound: there is no such message.
        Conflict: it is answered already.
        Invalid: nothing is written, or more than `MOST` characters.
    Law: Decision 766/QĐ-TTg, group 5 (complaints are answered in time).
    """
    require_may_answer(actor)
    readable = Feedback.objects.exclude(about_account_id=actor.id)
    kept = readable.select_for_update().filter(id=feedback_id).first()
    if kept is None:
        raise NotFound("feedback.unknown", "Không thấy phản ánh này.", "There is no such message.")
    if kept.answered_at is not None:
        raise Conflict(
            "feedback.answered",
            "Phản ánh này đã được trả lời. Câu trả lời mới chưa gửi.",
            "This message is answered already. The new answer is not sent.",
        )
    said = "\n".join(nfc(line) for line in answer.splitlines()).strip()
    if not said:
        raise Invalid(
            "feedback.no_answer",
            "Chưa viết câu trả lời.",
            "No answer is written yet.",
            where="answer",
            hint_vi="Ghi đã xem gì, thấy gì, làm gì tiếp.",
            hint_en="Write what was looked at, what was found, what follows.",
        )
    if len(said) > MOST:
        raise Invalid(
            "feedback.long_answer",
            f"Câu trả lời dài {len(said)} ký tự, quá {MOST}.",
            f"The answer has {len(said)} characters, more than {MOST}.",
            where="answer",
            hint_vi="Viết ngắn lại.",
            hint_en="Make it shorter.",
        )
    kept.answer, kept.answered_at = said, at
    kept.save(update_fields=["answer", "answered_at"])
    events.record("feedback.answered", kept.id, actor=actor, at=at, extra_money=kept.extra_money)
    return kept
