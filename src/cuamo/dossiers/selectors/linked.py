"""Linked filings: what belongs together."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cuamo.catalogue.models import LinkedSet
from cuamo.catalogue.rules.linked import LinkedContent, LinkedPartSpec
from cuamo.catalogue.selectors.linked import linked_set, part_of, pinned_set
from cuamo.catalogue.selectors.versions import pinned_version
from cuamo.dossiers.models import Dossier, LinkedFiling, LinkedPart
from cuamo.dossiers.rules.linked import is_filing
from cuamo.dossiers.states import OPEN
from cuamo.kernel.clock import to_hanoi

CITY = "CITY"


def set_to_send_by(dossier: Dossier, *, at: datetime) -> LinkedSet | None:
    """Return the linked set a draft is sent by today; None where it goes as one dossier."""
    if dossier.route != CITY:
        return None
    return linked_set(dossier.procedure_code, on=to_hanoi(at).date())


def filing_of(dossier: Dossier) -> LinkedFiling | None:
    """Return the filing the dossier is the whole of, or a part of; None for one on its own."""
    if is_filing(dossier):
        return LinkedFiling.objects.select_related("dossier").filter(dossier_id=dossier.id).first()
    part = part_row(dossier.id)
    return part.filing if part is not None else None


def part_row(dossier_id: UUID) -> LinkedPart | None:
    """Return the row that says of which filing a dossier is a part."""
    rows = LinkedPart.objects.select_related("filing__dossier", "starts_after__dossier")
    return rows.filter(dossier_id=dossier_id).first()


def parts_of(filing_id: UUID) -> list[LinkedPart]:
    """Return the parts of a filing in the order they start, each with its dossier and pinned version."""
    rows = LinkedPart.objects.filter(filing_id=filing_id).select_related("dossier", "filing")
    found = list(rows.order_by("position"))
    for part in found:
        part.dossier.version = pinned_version(part.dossier.version_id)
    return found


def said_of(filing: LinkedFiling) -> LinkedContent:
    """Return what the set of the filing says."""
    return pinned_set(filing.linked_set_id)


def spec_of(part: LinkedPart) -> LinkedPartSpec:
    """Return what the set says of one part."""
    return part_of(pinned_set(part.filing.linked_set_id), part.key)


def began_at(dossier_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when those of the dossiers that are parts of a filing came to their authorities."""
    rows = LinkedPart.objects.filter(dossier_id__in=list(dossier_ids), started_at__isnull=False)
    return {key: at for key, at in rows.values_list("dossier_id", "started_at") if at is not None}


def answer_counts_from(dossier: Dossier) -> datetime | None:
    """Return since when an answer is owed: since it was sent, of a part that waited since it began."""
    return began_at([dossier.id]).get(dossier.id, dossier.submitted_at)


def others_open(part: LinkedPart) -> int:
    """Return how many other parts of the filing have no outcome yet."""
    others = LinkedPart.objects.filter(filing_id=part.filing_id).exclude(dossier_id=part.dossier_id)
    return others.filter(dossier__state__in=OPEN).count()


def first_answer_due(filing_id: UUID) -> datetime | None:
    """Return when the first part must be answered."""
    begun = LinkedPart.objects.filter(filing_id=filing_id, dossier__answer_due_at__isnull=False)
    return begun.order_by("position").values_list("dossier__answer_due_at", flat=True).first()
