"""Which dossiers nobody may touch."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cuamo.dossiers.ports import HeldDossiers
from cuamo.kernel import ports


def held_of(dossier_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return those of the dossiers on which a hold stands."""
    if not dossier_ids:
        return set()
    return ports.get(HeldDossiers).held(dossier_ids, at=at)  # type: ignore[type-abstract]  # ports are protocols
