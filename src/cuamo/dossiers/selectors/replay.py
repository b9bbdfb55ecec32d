"""Compare a dossier's row with what its events say it must be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.replay import FACTS, MOMENTS, replay
from cuamo.dossiers.states import arrows
from cuamo.kernel.events import history_of

COLUMN = {"procedure": "procedure_code"}
NUMBERS = frozenset({"state", "returns"})


@dataclass(frozen=True)
class Difference:
    """One thing on which row and ledger disagree."""

    field: str
    row: Any
    ledger: Any


@dataclass(frozen=True)
class Comparison:
    """What came of it: number of events, what they say, and where the row says something else."""

    events: int
    rebuilt: dict[str, Any]
    differences: list[Difference]
    faults: list[str]

    @property
    def same(self) -> bool:
        """True when ledger and row agree and the events form a legal life."""
        return not self.differences and not self.faults


def compare(dossier: Dossier) -> Comparison:
    """Rebuild the row of `dossier` from its events and compare (dựng lại từ nhật ký)."""
    history = history_of(dossier.id)
    told = replay(
        ({"seq": event.seq, "name": event.name, "data": event.data} for event in history),
        arrows=arrows(external=dossier.sync == "EXTERNAL"),
    )
    differences = []
    for name in (*FACTS, "carriage", *MOMENTS):
        if name not in told.row:
            continue
        value = getattr(dossier, COLUMN.get(name, name))
        said = told.row[name]
        if name in MOMENTS:
            said = datetime.fromisoformat(said) if said else None
        elif name not in NUMBERS:
            value = str(value)
        if value != said:
            differences.append(Difference(name, value, said))
    return Comparison(len(history), told.row, differences, told.faults)
