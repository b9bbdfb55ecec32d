"""What an earlier dossier of the same person already says (ux §1.7: ask once)."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from cuamo.dossiers.models import ActedFor, Dossier, LinkedPart, PersonDossier
from cuamo.dossiers.states import State

LOOKED_AT = 20
"""Newest dossiers of a person that are looked at."""


def earlier_dossiers(person_id: UUID) -> list[Dossier]:
    """Return the newest dossiers the person applied with, that were sent, newest first; drafts do not count.

    A linked filing is one; its parts were not chosen one by one. What they prepared for somebody else, or
    somebody else for them as a child, says nothing about their own.
    """
    parts = LinkedPart.objects.filter(dossier_id=OuterRef("dossier_id"))
    own = PersonDossier.objects.filter(~Exists(parts), person_id=person_id, role="APPLICANT")
    newest = own.order_by("-dossier_id")
    ids = list(newest.values_list("dossier_id", flat=True)[:LOOKED_AT])
    sent = Dossier.objects.filter(id__in=ids).exclude(state=State.DRAFT)
    return sorted(sent, key=lambda dossier: dossier.id, reverse=True)


def same_case_before(dossier: Dossier) -> Dossier | None:
    """Return the newest sent dossier of the applicant for the same procedure with the very same answers.

    Other answers mean another case: a copy for one's child says nothing about one's own. So does another
    child, or another company: both dossiers are for the same one.
    """
    if dossier.applicant_id is None:
        return None
    alike = [
        earlier
        for earlier in earlier_dossiers(dossier.applicant_id)
        if earlier.procedure_code == dossier.procedure_code and earlier.answers == dossier.answers
    ]
    whose = _for_whom([dossier, *alike]) if alike else {}
    return next((each for each in alike if whose.get(each.id) == whose.get(dossier.id)), None)


def _for_whom(dossiers: list[Dossier]) -> dict[UUID, tuple[UUID | None, str]]:
    """Return who else it is for, by dossier of one applicant: a person, or a company's tax code."""
    acted = ActedFor.objects.filter(dossier_id__in=[each.id for each in dossiers]).select_related("mandate")
    own = dossiers[0].applicant_id
    whose = {row.dossier_id: (row.mandate.represented_id, row.mandate.company_code) for row in acted}
    return {key: whom for key, whom in whose.items() if whom[0] != own}


def procedures_before(person_id: UUID) -> list[str]:
    """Return the codes of procedures the person has filed, the latest first, each once."""
    return list(dict.fromkeys(dossier.procedure_code for dossier in earlier_dossiers(person_id)))
