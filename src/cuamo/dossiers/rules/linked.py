"""One state for a filing that is several dossiers: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cuamo.dossiers.rules.ladder import Rung
from cuamo.dossiers.states import State, arrows

NEEDS_PERSON = (Rung.SUPPLEMENT, Rung.PAYMENT, Rung.CHOICE)
"""What somebody must do something about, the most urgent first."""
UNDER_WAY = frozenset({Rung.SENT, Rung.WAITING, Rung.ACCEPTED, Rung.IN_PROGRESS})
WITH_RESULT = frozenset({Rung.READY, Rung.ON_THE_WAY, Rung.RETURNED})

STATE_OF = {
    Rung.SENT: State.SUBMITTED,
    Rung.WAITING: State.SUBMITTED,
    Rung.ACCEPTED: State.ACCEPTED,
    Rung.IN_PROGRESS: State.IN_PROGRESS,
    Rung.SUPPLEMENT: State.SUPPLEMENT,
    Rung.CHOICE: State.SUPPLEMENT,
    Rung.PAYMENT: State.PAYMENT,
    Rung.READY: State.DONE,
    Rung.ON_THE_WAY: State.DONE,
    Rung.RETURNED: State.RETURNED,
    Rung.PARTLY: State.RETURNED,
    Rung.REFUSED: State.STOPPED,
    Rung.WITHDRAWN: State.STOPPED,
}
"""The business state a filing is kept in for each rung it is shown at; a choice is waited for like papers."""


class Row(Protocol):
    """What of a dossier's row tells a filing, and a part that waits, from any other."""

    @property
    def state(self) -> int: ...
    @property
    def received_by(self) -> str: ...
    @property
    def answer_due_at(self) -> datetime | None: ...


def is_filing(dossier: Row) -> bool:
    """True for the dossier of a whole linked filing: it was sent, and nobody receives it."""
    return dossier.state != State.DRAFT and not dossier.received_by


def waits_for_part(dossier: Row) -> bool:
    """True for a part that waits for another's result: it was sent, and nobody owes an answer yet."""
    return dossier.state == State.SUBMITTED and bool(dossier.received_by) and dossier.answer_due_at is None


@dataclass(frozen=True)
class Count:
    """How many parts came to what."""

    parts: int
    with_result: int
    refused: int
    withdrawn: int
    open: int


def counted(rungs: Iterable[Rung]) -> Count:
    """Return how the parts stand."""
    all_of = list(rungs)
    return Count(
        parts=len(all_of),
        with_result=sum(rung in WITH_RESULT for rung in all_of),
        refused=all_of.count(Rung.REFUSED),
        withdrawn=all_of.count(Rung.WITHDRAWN),
        open=sum(rung in UNDER_WAY or rung in NEEDS_PERSON for rung in all_of),
    )


def rung_of_filing(rungs: Sequence[Rung]) -> Rung:
    """Return the one state a linked filing is shown at, from those of its parts.

    What needs the person comes first, whatever the others do. While any part is under way, so is the filing;
    it is handed over only when every part is that was not taken back by the person, and one that ended both
    ways says so (`PARTLY`).

    Raises:
        ValueError: a filing without parts.
    """
    if not rungs:
        raise ValueError("a linked filing has parts")
    for needed in NEEDS_PERSON:
        if needed in rungs:
            return needed
    present = set(rungs)
    if present & UNDER_WAY:
        if present <= {Rung.SENT, Rung.WAITING}:
            return Rung.SENT
        return Rung.ACCEPTED if present <= {Rung.SENT, Rung.WAITING, Rung.ACCEPTED} else Rung.IN_PROGRESS
    for moving in (Rung.ON_THE_WAY, Rung.READY):
        if moving in present:
            return moving
    if Rung.RETURNED in present:
        return Rung.PARTLY if Rung.REFUSED in present else Rung.RETURNED
    return Rung.REFUSED if Rung.REFUSED in present else Rung.WITHDRAWN


def way_to(goal: State, *, now: State) -> list[State]:
    """Return the official states a filing passes on its way from `now` to `goal`; none when it is there.

    Empty too where no arrow leads there: what has ended does not begin again.
    """
    came: dict[int, int] = {int(now): int(now)}
    edge = [int(now)]
    steps = sorted(arrows())
    while edge and int(goal) not in came:
        reached = [(before, after) for before, after in steps if before in edge and after not in came]
        edge = []
        for before, after in reached:
            if after not in came:
                came[after] = before
                edge.append(after)
    if int(goal) not in came:
        return []
    path = [int(goal)]
    while path[-1] != int(now):
        path.append(came[path[-1]])
    return [State(state) for state in reversed(path[:-1])]
