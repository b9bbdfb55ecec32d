"""What an earlier dossier of the same person already says (ux §1.7: ask once)."""

from uuid import UUID

from cuamo.dossiers.models import Dossier, PersonDossier
from cuamo.dossiers.states import State

LOOKED_AT = 20
"""Newest dossiers of a person that are looked at."""


def earlier_dossiers(person_id: UUID) -> list[Dossier]:
    """Return the person's newest dossiers that were sent, newest first; drafts do not count."""
    newest = PersonDossier.objects.filter(person_id=person_id).order_by("-dossier_id")
    ids = list(newest.values_list("dossier_id", flat=True)[:LOOKED_AT])
    sent = Dossier.objects.filter(id__in=ids).exclude(state=State.DRAFT)
    return sorted(sent, key=lambda dossier: dossier.id, reverse=True)


def same_case_before(dossier: Dossier) -> Dossier | None:
    """Return the newest sent dossier of the applicant for the same procedure with the very same answers.

    Other answers mean another case: a copy for one's child says nothing about one's own.
    """
    if dossier.applicant_id is None:
        return None
    for earlier in earlier_dossiers(dossier.applicant_id):
        if earlier.procedure_code == dossier.procedure_code and earlier.answers == dossier.answers:
            return earlier
    return None


def procedures_before(person_id: UUID) -> list[str]:
    """Return the codes of procedures the person has filed, the latest first, each once."""
    return list(dict.fromkeys(dossier.procedure_code for dossier in earlier_dossiers(person_id)))
