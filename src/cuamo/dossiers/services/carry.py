"""Follow the envelope: what the courier did moves the dossier's delivery state."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.delivery.states import Direction
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.issue_result import handed_out
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import CARRIED_BY, State
from cuamo.kernel.actors import SYSTEM


@transaction.atomic
def follow_parcel(
    *, dossier_id: UUID, news: str, at: datetime, said: Mapping[str, Any] | None = None
) -> Dossier | None:
    """Move the delivery state by news of the envelope; `delivery.delivered` hands the result out.

    News that comes twice or late changes nothing that has gone further; news of papers on their way to the
    authority says nothing about the result.

    Args:
        said: what the event says: `direction`, and the `place` where it was collected.
    """
    said = said or {}
    if said.get("direction", Direction.RESULT) != Direction.RESULT:
        return None
    if not Dossier.objects.filter(id=dossier_id).exists():
        return None
    dossier = lock_dossier(dossier_id)
    if dossier.state != State.DONE:
        return dossier
    if news == "delivery.delivered":
        handed_out(dossier, SYSTEM, at, how="POINT" if said.get("place") else "COURIER")
    elif (moved := CARRIED_BY.get(news)) is not None and moved != dossier.carriage:
        dossier.carriage = moved
        dossier.save(update_fields=["carriage"])
    return dossier
