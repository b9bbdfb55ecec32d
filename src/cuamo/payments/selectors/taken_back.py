"""Matches that are to be taken back, and those that were."""

from uuid import UUID

from django.db.models import QuerySet

from cuamo.payments.models import TakenBack
from cuamo.payments.states import TakeBackState
from cuamo.payments.types import MatchOf

_FIELD = {MatchOf.SUSPENSE: "item_id", MatchOf.LINE: "difference_id", MatchOf.DEPOSIT: "bag_id"}


def take_backs_waiting() -> QuerySet[TakenBack]:
    """Return what waits for a second accountant; the page orders it, oldest first."""
    return TakenBack.objects.filter(state=TakeBackState.ASKED)


def take_backs_ended() -> QuerySet[TakenBack]:
    """Return what was taken back or was not; the page orders it, newest first."""
    return TakenBack.objects.exclude(state=TakeBackState.ASKED)


def take_backs_of(what: MatchOf, target_id: UUID) -> list[TakenBack]:
    """Return every time a match of one sum, difference or bag was to be taken back, newest first."""
    found = TakenBack.objects.filter(**{_FIELD[what]: target_id})
    return list(found.order_by("-asked_at", "-id"))


def taken_back_pairs() -> set[tuple[UUID, str]]:
    """Return bags with the lines of the bank they were parted from."""
    parted = TakenBack.objects.filter(state=TakeBackState.DONE, what=MatchOf.DEPOSIT, bag__isnull=False)
    return {(bag, line) for bag, line in parted.values_list("bag_id", "matched_to") if bag is not None}
