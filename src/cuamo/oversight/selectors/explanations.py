"""Explanations that were demanded: of the whole city, and of one leader."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from cuamo.kernel.actors import Actor
from cuamo.oversight.models import Explanation

LATELY = 50


def open_explanations() -> list[Explanation]:
    """Return what is not accepted yet, the earliest deadline first; only the centre demands."""
    rows = Explanation.objects.exclude(state="ACCEPTED")
    return list(rows.order_by("answer_by", "id")[: 4 * LATELY])


def overdue_explanations(*, now: datetime) -> list[Explanation]:
    """Return what was not answered by its deadline, longest overdue first."""
    rows = Explanation.objects.filter(answer_by__lt=now, state__in=["ASKED", "SENT_BACK"])
    return list(rows.order_by("answer_by", "id")[:LATELY])


def accepted_explanations() -> list[Explanation]:
    """Return what was accepted lately, newest first."""
    rows = Explanation.objects.filter(state="ACCEPTED")
    return list(rows.order_by("-judged_at", "-id")[:LATELY])


def explanations_of(leader: Actor) -> QuerySet[Explanation]:
    """Return what is or was demanded of the leader or their unit, open ones first."""
    mine = Explanation.objects.filter(Q(to_id=leader.id) | Q(unit_code=leader.unit_code))
    is_open = Case(When(state__in=["ASKED", "SENT_BACK"], then=0), default=1)
    return mine.order_by(is_open, F("answered_at").desc(nulls_first=True), "answer_by", "id")


def explanation_for(leader: Actor, explanation_id: UUID) -> Explanation | None:
    """Return one demand of the leader or their unit, None when it is somebody else's."""
    return explanations_of(leader).filter(id=explanation_id).first()
