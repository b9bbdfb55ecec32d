"""Who acts for whom."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.dossiers.models import ActedFor, Dossier, Mandate
from cuamo.dossiers.rules.mandate import is_in_force
from cuamo.kernel.errors import DomainError

MOST = 100


def name_of_represented(mandate: Mandate) -> str:
    """Return the name of who is represented: a person's, or a company's."""
    return mandate.represented.full_name if mandate.represented else mandate.company_name


def mandate_of(dossier_id: UUID) -> Mandate | None:
    """Return the mandate a dossier was prepared under, None where the applicant acted alone."""
    found = ActedFor.objects.select_related("mandate__represented", "mandate__holder")
    row = found.filter(dossier_id=dossier_id).first()
    return row.mandate if row else None


def acted_by(dossier: Dossier) -> str:
    """Return who acted and for whom, in words; empty where the applicant acted alone.

    Only a dossier that was prepared at a counter can have been prepared by somebody else.
    """
    mandate = mandate_of(dossier.id) if dossier.visit_id else None
    return f"{mandate.holder.full_name} làm thay {name_of_represented(mandate)}" if mandate else ""


def covers(mandate: Mandate, procedure: str, *, today: date) -> bool:
    """Say whether the mandate covers the procedure today."""
    return is_in_force(
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        revoked=mandate.revoked_at is not None,
        procedures=list(mandate.procedures),
        procedure=procedure,
        today=today,
    )


def mandates_given(person_id: str) -> list[Mandate]:
    """Return who acts or acted for the person, newest first."""
    given = Mandate.objects.filter(represented_id=UUID(person_id)).select_related("holder", "represented")
    return list(given.order_by("-made_at")[:MOST])


def mandates_held(person_id: str) -> list[Mandate]:
    """Return for whom the person acts or acted, newest first."""
    held = Mandate.objects.filter(holder_id=UUID(person_id)).select_related("holder", "represented")
    return list(held.order_by("-made_at")[:MOST])


def mandates_in_force(person_id: UUID | None, *, today: date) -> list[Mandate]:
    """Return for whom the person may act today, newest first."""
    if person_id is None:
        return []
    held = Mandate.objects.filter(
        holder_id=person_id, revoked_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return list(held.select_related("represented").order_by("-made_at")[:MOST])


def dossiers_under(mandates: Sequence[Mandate]) -> dict[UUID, int]:
    """Return how many dossiers were prepared under each mandate, sent ones only; one question for all."""
    rows = ActedFor.objects.filter(mandate_id__in=[each.id for each in mandates])
    pairs = dict(rows.values_list("dossier_id", "mandate_id"))
    sent = Dossier.objects.filter(id__in=list(pairs)).exclude(submitted_at=None).values_list("id", flat=True)
    counted: dict[UUID, int] = {}
    for dossier_id in sent:
        counted[pairs[dossier_id]] = counted.get(pairs[dossier_id], 0) + 1
    return counted


def may_be_given(codes: Sequence[str], *, on: date) -> list[str]:
    """Return those of the procedures that are in force and that the law lets somebody else do.

    Law: what each version says of delegation (ủy quyền).
    """
    given = []
    for code in codes:
        try:
            version = version_in_force(code, on=on)
        except DomainError:
            continue
        if (version.content.get("delegation") or {}).get("allowed", True):
            given.append(code)
    return given
