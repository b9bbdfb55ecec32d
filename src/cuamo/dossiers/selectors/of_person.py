"""A person's own dossiers."""

from uuid import UUID

from cuamo.dossiers.models import Dossier, PersonDossier

MOST = 100


def dossiers_of(person_id: str, *, before: UUID | None = None) -> list[Dossier]:
    """Return the person's dossiers, newest first, a hundred at a time; the keys carry their time order."""
    keys = PersonDossier.objects.filter(person_id=person_id)
    if before is not None:
        keys = keys.filter(dossier_id__lt=before)
    ids = list(keys.order_by("-dossier_id").values_list("dossier_id", flat=True).distinct()[:MOST])
    if not ids:
        return []
    found = Dossier.objects.filter(id__in=ids).select_related("version", "applicant")
    return sorted(found, key=lambda dossier: dossier.id, reverse=True)


def own_dossier(person_id: str, dossier_id: UUID) -> Dossier | None:
    """Return the dossier when it is the person's, None otherwise."""
    if not person_id:
        return None
    mine = PersonDossier.objects.filter(person_id=person_id, dossier_id=dossier_id)
    if not mine.exists():
        return None
    return Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
