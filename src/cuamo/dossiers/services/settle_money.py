"""Money has arrived."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import Money
from cuamo.kernel.actors import SYSTEM


@transaction.atomic
def settle_money(*, dossier_id: UUID, amount_vnd: int, at: datetime) -> Dossier | None:
    """Mark what was owed as paid; hearing it twice changes nothing."""
    if not Dossier.objects.filter(id=dossier_id).exists():
        return None
    dossier = lock_dossier(dossier_id)
    if dossier.money == Money.AWAITING and amount_vnd == dossier.fee.get("citizen_total_vnd"):
        dossier.money = Money.PAID
        dossier.save(update_fields=["money"])
        tell("dossier.paid", dossier, actor=SYSTEM, at=at, amount_vnd=amount_vnd)
    return dossier
