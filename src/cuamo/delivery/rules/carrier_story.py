"""What all the news of one order, put in the carrier's own order, say together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cuamo.delivery.types import CarrierState, NewsVerdict

BEFORE = (CarrierState.CREATED, CarrierState.ACCEPTED)
LAST = frozenset({CarrierState.DELIVERED, CarrierState.RETURNED, CarrierState.CANCELLED, CarrierState.LOST})
"""After these nothing more may happen to an item."""
_STAGE = {
    CarrierState.CREATED: 0,
    CarrierState.ACCEPTED: 1,
    CarrierState.PICKED_UP: 2,
    CarrierState.IN_TRANSIT: 3,
    CarrierState.OUT_FOR_DELIVERY: 3,
    CarrierState.FAILED_ATTEMPT: 3,
    CarrierState.RETURNING: 4,
    CarrierState.RETURNED: 5,
    CarrierState.DELIVERED: 5,
    CarrierState.CANCELLED: 5,
    CarrierState.LOST: 5,
}
_RANK = {state: place for place, state in enumerate(CarrierState)}


class Contradiction(StrEnum):
    """What cannot be true of one item."""

    AFTER_THE_END = "AFTER_THE_END"
    """It went on after it was delivered, returned, cancelled or lost."""
    BACKWARDS = "BACKWARDS"
    """It was with the sender again without having come back, or delivered on its way back."""
    CANCELLED_ON_THE_ROAD = "CANCELLED_ON_THE_ROAD"
    """The order was called off after the item had been picked up."""


@dataclass(frozen=True)
class Told:
    """One piece of news as the rule reads it; `state` is None for a code nobody has said the meaning of."""

    id: UUID
    state: CarrierState | None
    ordinal: int
    occurred_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Story:
    """Where the item is, how often it was brought in vain, and what each piece of news was worth."""

    reached: CarrierState | None
    since: datetime | None
    path: tuple[Told, ...]
    """The news that moved it, in the carrier's order."""
    verdicts: dict[UUID, NewsVerdict]
    contradictions: dict[UUID, Contradiction]

    @property
    def failures(self) -> tuple[Told, ...]:
        """Attempts that failed, in order; two words for one failure, with no way out between, are one."""
        return tuple(told for told in self.path if told.state is CarrierState.FAILED_ATTEMPT)

    def moment_of(self, state: CarrierState) -> datetime | None:
        """Return when it first was in a state; None when it never was."""
        return next((told.occurred_at for told in self.path if told.state is state), None)


def read_story(news: Iterable[Told]) -> Story:
    """Read the news in the carrier's own order, however they arrived.

    The answer depends on which news are known and never on the order they came in. An item goes forward
    only: an event of an earlier stage changes nothing, an event after the end contradicts.
    """
    reached: CarrierState | None = None
    since: datetime | None = None
    path: list[Told] = []
    verdicts: dict[UUID, NewsVerdict] = {}
    contradictions: dict[UUID, Contradiction] = {}
    for told in sorted(news, key=_place):
        if told.state is None:
            verdicts[told.id] = NewsVerdict.UNKNOWN
            continue
        wrong = _contradiction(reached, told.state)
        if wrong is not None:
            contradictions[told.id] = wrong
            verdicts[told.id] = NewsVerdict.IMPOSSIBLE
        elif _goes_on(reached, told.state):
            reached, since = told.state, told.occurred_at
            path.append(told)
            verdicts[told.id] = NewsVerdict.APPLIED
        else:
            verdicts[told.id] = NewsVerdict.STALE
    return Story(reached, since, tuple(path), verdicts, contradictions)


def _place(told: Told) -> tuple[int, int, str]:
    return told.ordinal, _RANK[told.state] if told.state else -1, str(told.id)


def _contradiction(reached: CarrierState | None, state: CarrierState) -> Contradiction | None:
    if reached is None:
        return None
    if reached in LAST:
        return None if state is reached or state in BEFORE else Contradiction.AFTER_THE_END
    if state is CarrierState.CANCELLED and _STAGE[reached] >= _STAGE[CarrierState.PICKED_UP]:
        return Contradiction.CANCELLED_ON_THE_ROAD
    if reached is CarrierState.RETURNING and state is CarrierState.DELIVERED:
        return Contradiction.BACKWARDS
    if state is CarrierState.RETURNED and reached in (*BEFORE, CarrierState.PICKED_UP):
        return Contradiction.BACKWARDS
    return None


def _goes_on(reached: CarrierState | None, state: CarrierState) -> bool:
    if reached is None:
        return True
    if reached in LAST or _STAGE[state] < _STAGE[reached]:
        return False
    return state is not reached
