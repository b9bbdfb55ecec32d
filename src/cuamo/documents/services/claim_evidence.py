"""A picture that came piece by piece turns out to be evidence of a hand-over."""

from uuid import UUID

from django.db import transaction

from cuamo.documents.models import IncomingFile
from cuamo.documents.types import Purpose
from cuamo.kernel.actors import Actor


@transaction.atomic
def claim_evidence(*, sha256: str, owner: Actor) -> UUID | None:
    """Return the stored file of these bytes this actor sent, kept as evidence; None until it has arrived."""
    rows = IncomingFile.objects.filter(owner_id=owner.id, sha256=sha256, stored__isnull=False)
    found = rows.select_related("stored").first()
    if found is None or found.stored is None:
        return None
    if found.stored.purpose != Purpose.EVIDENCE:
        found.stored.purpose = Purpose.EVIDENCE
        found.stored.save(update_fields=["purpose"])
    kept: UUID = found.stored.id
    return kept
