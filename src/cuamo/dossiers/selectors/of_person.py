"""A person's own dossiers."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cuamo.dossiers.models import ActedFor, Dossier, LinkedPart, PersonDossier
from cuamo.kernel.clock import to_hanoi

MOST = 100
ACTOR = "ACTOR"
"""Role of who acted for somebody."""


def dossiers_of(person_id: str, *, now: datetime, before: UUID | None = None) -> list[Dossier]:
    """Return the person's dossiers, newest first, a hundred at a time; the keys carry their time order.

    A linked filing is one of them; its parts are found on its page.
    """
    parts = LinkedPart.objects.filter(dossier_id=OuterRef("dossier_id"))
    keys = _seen_by(person_id, now=now).filter(~Exists(parts))
    if before is not None:
        keys = keys.filter(dossier_id__lt=before)
    ids = list(keys.order_by("-dossier_id").values_list("dossier_id", flat=True).distinct()[:MOST])
    if not ids:
        return []
    found = Dossier.objects.filter(id__in=ids).select_related("version", "applicant")
    return sorted(found, key=lambda dossier: dossier.id, reverse=True)


def own_dossier(person_id: str, dossier_id: UUID, *, now: datetime) -> Dossier | None:
    """Return the dossier when it is the person's, None otherwise."""
    if not person_id:
        return None
    if not _seen_by(person_id, now=now).filter(dossier_id=dossier_id).exists():
        return None
    return Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()


def _seen_by(person_id: str, *, now: datetime) -> QuerySet[PersonDossier]:
    """Return the keys of what the person may see: who acted for somebody does up to the last day they may."""
    acts = ActedFor.objects.filter(dossier_id=OuterRef("dossier_id"), mandate__holder_id=UUID(person_id))
    going_on = acts.filter(mandate__revoked_at=None, mandate__ends_on__gte=to_hanoi(now).date())
    return PersonDossier.objects.filter(~Q(role=ACTOR) | Exists(going_on), person_id=person_id)
