"""What people told the city and asked about looks at their data: open first, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, When

from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound
from cuamo.oversight.models import Feedback
from cuamo.oversight.policies import require_may_answer
from cuamo.people.models import ReadingQuestion

Row = TypeVar("Row")
PAGE = 50
MONEY, OPEN, ANSWERED = 0, 1, 2
"""Places in the list: open and about extra money, otherwise open, answered."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page and where the next one begins."""

    rows: Sequence[Row]
    next_after: str


@dataclass(frozen=True)
class Waiting:
    """How many wait for an answer."""

    feedback: int
    questions: int


def feedback_page(*, reader: Actor, after: str = "") -> Page[Feedback]:
    """Return one page of messages: open about extra money, then open, then answered; each oldest first.

    Args:
        after: `place|received|id` of the last row of the page before; what cannot be read begins anew.
    """
    require_may_answer(reader)
    place = Case(
        When(answered_at__isnull=False, then=ANSWERED),
        When(extra_money=True, then=MONEY),
        default=OPEN,
        output_field=IntegerField(),
    )
    rows = _readable_by(reader).annotate(place_in_list=place)
    found = list(
        rows.filter(_after(after, "received_at")).order_by("place_in_list", "received_at", "id")[: PAGE + 1]
    )
    more, found = len(found) > PAGE, found[:PAGE]
    last = found[-1] if more else None
    return Page(found, f"{_place(last)}|{last.received_at.isoformat()}|{last.id}" if last else "")


def questions_page(*, reader: Actor, after: str = "") -> Page[ReadingQuestion]:
    """Return one page of questions about looks, each with its look: open first, oldest first.

    Args:
        after: `place|asked|id` of the last row of the page before; what cannot be read begins anew.
    """
    require_may_answer(reader)
    place = Case(When(answered_at__isnull=False, then=ANSWERED), default=OPEN, output_field=IntegerField())
    rows = ReadingQuestion.objects.select_related("reading").annotate(place_in_list=place)
    found = list(
        rows.filter(_after(after, "asked_at")).order_by("place_in_list", "asked_at", "id")[: PAGE + 1]
    )
    more, found = len(found) > PAGE, found[:PAGE]
    last = found[-1] if more else None
    return Page(
        found,
        f"{ANSWERED if last.answered_at else OPEN}|{last.asked_at.isoformat()}|{last.id}" if last else "",
    )


def waiting() -> Waiting:
    """Return how many messages and questions wait for an answer."""
    return Waiting(
        Feedback.objects.filter(answered_at=None).count(),
        ReadingQuestion.objects.filter(answered_at=None).count(),
    )


def feedback_for(reader: Actor, feedback_id: UUID) -> Feedback:
    """Return one message.

    Raises:
        NotPermitted: the reader is no inspector of the centre.
        NotFound: there is no such message.
    """
    require_may_answer(reader)
    found = _readable_by(reader).filter(id=feedback_id).first()
    if found is None:
        raise NotFound("feedback.unknown", "Không thấy phản ánh này.", "There is no such message.")
    return found


def question_for(reader: Actor, question_id: UUID) -> ReadingQuestion:
    """Return one question with the look it is about.

    Raises:
        NotPermitted: the reader is no inspector of the centre.
        NotFound: there is no such question.
    """
    require_may_answer(reader)
    found = ReadingQuestion.objects.select_related("reading").filter(id=question_id).first()
    if found is None:
        raise NotFound("reading.no_question", "Không thấy câu hỏi này.", "There is no such question.")
    return found


def _readable_by(reader: Actor) -> QuerySet[Feedback]:
    """Nobody reads what is about themselves, not even as an inspector."""
    return Feedback.objects.exclude(about_account_id=reader.id)


def _place(row: Feedback) -> int:
    if row.answered_at is not None:
        return ANSWERED
    return MONEY if row.extra_money else OPEN


def _after(text: str, moment: str) -> Q:
    try:
        place, at, row = text.split("|")
        rank, when, last = int(place), datetime.fromisoformat(at), UUID(row)
    except ValueError:
        return Q()
    if when.tzinfo is None or rank not in {MONEY, OPEN, ANSWERED}:
        return Q()
    here = Q(place_in_list=rank)
    return (
        Q(place_in_list__gt=rank)
        | (here & Q(**{f"{moment}__gt": when}))
        | (here & Q(**{moment: when, "id__gt": last}))
    )
