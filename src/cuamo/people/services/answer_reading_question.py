"""Explain a look at somebody's data to that person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.text import nfc
from cuamo.people.models import ReadingQuestion

MOST = 2000


@transaction.atomic
def answer_reading_question(*, question_id: UUID, answer: str, actor: Actor, at: datetime) -> ReadingQuestion:
    """Give the one answer to «Tôi không hiểu lượt xem này».

    Which staff may answer is decided above (`oversight.services.explain_reading`); nobody explains a look of
    their own.

    Raises:
        NotPermitted: the actor is not staff, or is the one who looked.
        NotFound: there is no such question.
        Conflict: it is answered already.
        Invalid: nothing is written, or more than `MOST` characters.
    Law: Law 91/2025/QH15.
    """
    found = ReadingQuestion.objects.select_for_update(of=("self",)).select_related("reading")
    question = found.filter(id=question_id).first()
    if question is None:
        raise NotFound("reading.no_question", "Không thấy câu hỏi này.", "There is no such question.")
    reading = question.reading
    if actor.kind is not ActorKind.STAFF or reading.actor_id == actor.id:
        raise NotPermitted(
            "reading.own",
            "Người đã xem không tự trả lời về lượt xem của mình.",
            "Whoever looked does not answer for the own look.",
            hint_vi="Nhờ giám sát viên khác trả lời.",
            hint_en="Ask another inspector to answer.",
        )
    if question.answered_at is not None:
        raise Conflict(
            "reading.answered",
            "Câu hỏi này đã được trả lời. Câu trả lời mới chưa gửi.",
            "This question is answered already. The new answer is not sent.",
        )
    said = "\n".join(nfc(line) for line in answer.splitlines()).strip()
    if not said:
        raise Invalid(
            "reading.no_answer",
            "Chưa viết câu trả lời.",
            "No answer is written yet.",
            where="answer",
            hint_vi="Ghi ai xem, xem để làm gì, theo quy định nào.",
            hint_en="Write who looked, what for, under which rule.",
        )
    if len(said) > MOST:
        raise Invalid(
            "reading.long_answer",
            f"Câu trả lời dài {len(said)} ký tự, quá {MOST}.",
            f"The answer has {len(said)} characters, more than {MOST}.",
            where="answer",
            hint_vi="Viết ngắn lại.",
            hint_en="Make it shorter.",
        )
    question.answer, question.answered_at = said, at
    question.save(update_fields=["answer", "answered_at"])
    events.record("reading.explained", reading.person_id, actor=actor, at=at, reading=str(reading.id))
    return question
