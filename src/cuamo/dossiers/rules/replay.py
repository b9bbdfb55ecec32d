"""Rebuild what a dossier's row must say from nothing but its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cuamo.dossiers.states import CARRIED_BY, State

FACTS = ("state", "money", "returns", "received_by", "decided_by", "helped_at", "channel", "procedure")
"""Facts every event of a dossier carries as they stood when it was recorded."""
MOMENTS = (
    "submitted_at",
    "answer_due_at",
    "accepted_at",
    "original_due_at",
    "due_at",
    "paused_at",
    "promised_again_at",
    "finished_at",
    "returned_at",
)
"""Moments every event of a dossier carries once they are known: the row can be rebuilt from its events."""


@dataclass
class Replayed:
    """A row as its events tell it, and what in the events themselves does not fit."""

    row: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def replay(events: Iterable[Mapping[str, Any]], *, arrows: Iterable[tuple[int, int]]) -> Replayed:
    """Fold the events of one dossier, oldest first, into the row they must have left.

    Args:
        events: `{"seq", "name", "data"}`; events of others on the same stream count where they carry.
        arrows: pairs of states that may follow each other.
    """
    done = Replayed()
    allowed = set(arrows)
    for event in events:
        name, data = event["name"], event["data"]
        result = data.get("direction", "RESULT") == "RESULT"
        if name in CARRIED_BY and result and done.row.get("state") == State.DONE:
            done.row["carriage"] = str(CARRIED_BY[name])
        if not name.startswith("dossier.") or "state" not in data:
            continue
        before, now = done.row.get("state"), data["state"]
        if before is not None and before != now and (before, now) not in allowed:
            done.faults.append(f"event {event['seq']} {name}: state {before} → {now} is no arrow")
        done.row |= {fact: data[fact] for fact in FACTS if fact in data}
        done.row |= {moment: data.get(moment) for moment in MOMENTS if "money" in data}
        if "carriage" in data:
            done.row["carriage"] = data["carriage"]
    return done
