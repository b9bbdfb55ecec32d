"""Dossiers a new version of a procedure would touch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.states import State
from cuamo.kernel.ids import first_id

DRAFTS_LIVE = timedelta(days=90)
"""Older drafts are not looked for: the question stays within few partitions."""


@dataclass(frozen=True)
class Touched:
    """How many dossiers a change of the procedure meets."""

    drafts: int
    """Saved drafts of the last 90 days: they meet the new version when opened again."""
    open: int
    """Received and not finished: they keep the version they were received under."""


def touched_by(procedure_code: str, *, now: datetime) -> Touched:
    """Return how many drafts and open dossiers of this procedure there are."""
    drafts = Dossier.objects.filter(
        id__gte=first_id(now - DRAFTS_LIVE), state=State.DRAFT, procedure_code=procedure_code
    )
    return Touched(drafts.count(), WorkItem.objects.filter(procedure_code=procedure_code).count())
