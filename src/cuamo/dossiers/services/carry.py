"""Follow the envelope: what the courier did moves the dossier's delivery state."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.issue_result import handed_out
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import CARRIED_BY, State
from cuamo.kernel.actors import SYSTEM


@transaction.atomic
def follow_parcel(*, dossier_id: UUID, news: str, at: datetime) -> Dossier | None:
    """Move the delivery state by news of the envelope; `delivery.delivered` hands the result out.

    News that comes twice or late changes nothing that has gone further.
    """
    if not Dossier.objects.filter(id=dossier_id).exists():
        return None
    dossier = lock_dossier(dossier_id)
    if dossier.state != State.DONE:
        return dossier
    if news == "delivery.delivered":
        handed_out(dossier, SYSTEM, at, how="COURIER")
    elif (moved := CARRIED_BY.get(news)) is not None and moved != dossier.carriage:
        dossier.carriage = moved
        dossier.save(update_fields=["carriage"])
    return dossier
