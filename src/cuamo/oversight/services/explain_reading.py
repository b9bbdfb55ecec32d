"""Answer a person who does not understand a look at their data."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel.actors import Actor
from cuamo.oversight.policies import require_may_answer
from cuamo.people.models import ReadingQuestion
from cuamo.people.services.answer_reading_question import answer_reading_question


@transaction.atomic
def explain_reading(*, question_id: UUID, answer: str, actor: Actor, at: datetime) -> ReadingQuestion:
    """Give the one answer to a question about a look (trả lời về lượt xem).

    Raises:
        NotPermitted: the actor is no inspector of the centre, or is the one who looked.
        NotFound, Conflict, Invalid: as `answer_reading_question` says.
    """
    require_may_answer(actor)
    return answer_reading_question(question_id=question_id, answer=answer, actor=actor, at=at)
