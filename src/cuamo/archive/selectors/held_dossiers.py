"""The archive's answer to `dossiers.ports.HeldDossiers`."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cuamo.archive.selectors.holds import standing


class HeldByArchive:
    """Holds that people have placed on dossiers."""

    def held(self, dossier_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
        """Return those of the dossiers on which a hold stands."""
        return set(standing(at).filter(dossier_id__in=list(dossier_ids)).values_list("dossier_id", flat=True))
