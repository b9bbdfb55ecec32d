"""Signs in the events of one dossier that a state was moved for the figures' sake: pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LAST_MOMENT, TOGGLED, DUE_MOVED, REFILED, SECOND, NO_FILE = (
    "LAST_MOMENT", "TOGGLED", "DUE_MOVED", "REFILED", "SECOND", "NO_FILE",
)  # fmt: skip
ASKED, MONEY = "dossier.supplement_asked", "dossier.payment_asked"
MAY_MOVE_DUE = frozenset(
    {
        "dossier.accepted",
        "dossier.supplemented",
        "dossier.obligation_paid",
        "dossier.withdrawal_asked",
        "dossier.extended",
        "dossier.due_recounted",
    }
)
"""Acts the law lets move a due moment; a due moment that moves with any other is a sign."""
TOGGLES = 2
Minutes = Callable[[datetime, datetime], int]


@dataclass(frozen=True)
class Seen:
    """One event as the signs are read from it."""

    id: str
    name: str
    at: datetime
    data: dict[str, Any]


def signs(events: Sequence[Seen], *, minutes_between: Minutes, last_percent: int) -> dict[str, list[str]]:
    """Return each sign with the ids of the events that show it, oldest first.

    Args:
        events: of one dossier, oldest first.
        minutes_between: working minutes between two moments, negative backwards.
        last_percent: a request for papers in this last part of the term is a sign, and so is one after it.
    Law: report 001 (risks named there); index of Decision 766/QĐ-TTg (a second request counts as late).
    """
    found: dict[str, list[str]] = {}
    stops = [event for event in events if event.name in {ASKED, MONEY}]
    for event in events:
        if event.name == ASKED and _at_the_last_moment(event, minutes_between, last_percent):
            found.setdefault(LAST_MOMENT, []).append(event.id)
        if event.name == ASKED and int(event.data.get("number", 1)) > 1:
            found.setdefault(SECOND, []).append(event.id)
    if len(stops) >= TOGGLES:
        found[TOGGLED] = [event.id for event in stops]
    due: datetime | None = None
    for event in events:
        now = _moment(event.data.get("due_at"))
        if now and due and now != due and event.name not in MAY_MOVE_DUE:
            found.setdefault(DUE_MOVED, []).append(event.id)
        due = now or due
    return found


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _at_the_last_moment(event: Seen, minutes_between: Minutes, last_percent: int) -> bool:
    started, due = event.data.get("accepted_at"), event.data.get("due_at")
    if not started or not due:
        return False
    due_at = datetime.fromisoformat(due)
    whole = minutes_between(datetime.fromisoformat(started), due_at)
    return minutes_between(event.at, due_at) * 100 <= whole * last_percent
