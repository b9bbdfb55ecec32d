"""What keeps a dossier from being touched: holds of people, and those that follow from its life."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.archive.models import Hold
from cuamo.archive.rules.retention import Blocked
from cuamo.dossiers.models import Complaint, DataRequest, PersonDossier, Result, WorkItem
from cuamo.kernel.clock import to_hanoi
from cuamo.people.models import ReadingQuestion

OPEN_REQUESTS = ("ASKED", "ACKNOWLEDGED", "PROPOSED")


@dataclass(frozen=True)
class Kept:
    """One reason why a dossier stays as it is."""

    reason: Blocked
    until: str = ""
    ground: str = ""


def holds_of(dossier_id: UUID, *, at: datetime) -> list[Kept]:
    """Return everything that holds the dossier now; empty when it is free.

    A person's hold counts until its last day or until it is lifted. An open complaint, an open question about
    a look at the data or request about one's own data, and work under way hold by themselves.
    """
    kept = [
        Kept(Blocked.HELD, hold.until.isoformat() if hold.until else "", hold.ground)
        for hold in standing(at).filter(dossier_id=dossier_id)
    ]
    if Complaint.objects.filter(dossier_id=dossier_id, answered_at=None).exists():
        kept.append(Kept(Blocked.COMPLAINT))
    if _disputed(dossier_id):
        kept.append(Kept(Blocked.DISPUTE))
    corrected = Result.objects.filter(dossier_id=dossier_id, issued_at=None).exclude(corrects={})
    if corrected.exists() or WorkItem.objects.filter(dossier_id=dossier_id).exists():
        kept.append(Kept(Blocked.OPEN_WORK))
    return kept


def _disputed(dossier_id: UUID) -> bool:
    """True while the person asks about a look at this dossier, or about their own data."""
    if ReadingQuestion.objects.filter(reading__dossier_id=dossier_id, answered_at=None).exists():
        return True
    people = PersonDossier.objects.filter(dossier_id=dossier_id).values("person_id")
    return DataRequest.objects.filter(person_id__in=people, state__in=OPEN_REQUESTS).exists()


def standing(at: datetime) -> QuerySet[Hold]:
    """Return the holds that count now."""
    today = to_hanoi(at).date()
    return Hold.objects.filter(lifted_at=None).filter(Q(until=None) | Q(until__gte=today))
