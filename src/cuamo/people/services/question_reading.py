"""A person asks about a look at their data."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.people.models import Reading, ReadingQuestion


@transaction.atomic
def question_reading(*, reading_id: UUID, citizen: Actor, at: datetime) -> ReadingQuestion:
    """Ask for an explanation of one reading (Tôi không hiểu lượt xem này); asking twice asks once.

    Raises:
        NotFound: it is no reading of this citizen's data.
    """
    mine = (
        Reading.objects.filter(person_id=citizen.person_id) if citizen.person_id else Reading.objects.none()
    )
    reading = mine.filter(id=reading_id).first()
    if reading is None:
        raise NotFound("reading.unknown", "Không thấy lượt xem này.", "There is no such reading.")
    question, fresh = ReadingQuestion.objects.get_or_create(reading=reading, defaults={"asked_at": at})
    if fresh:
        events.record("reading.questioned", reading.person_id, actor=citizen, at=at, reading=str(reading.id))
    return question
