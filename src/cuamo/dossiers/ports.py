"""What dossiers need from elsewhere; `config/wiring.py` binds the adapter."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID


@runtime_checkable
class HeldDossiers(Protocol):
    """Who knows which dossiers nobody may touch (đình chỉ tiêu huỷ)."""

    def held(self, dossier_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
        """Return those of the dossiers on which a hold stands."""
        ...
