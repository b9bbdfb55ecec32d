"""Pin who may take an envelope."""

from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.recipient import STANDARD
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.states import ParcelState


@transaction.atomic
def pin_rule(*, parcel_id: UUID, rule: str) -> Parcel:
    """Pin the rule that says who may take a new envelope (ai được nhận); one pinned before stays."""
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state == ParcelState.CREATED and parcel.recipient_rule == STANDARD and rule != STANDARD:
        parcel.recipient_rule = rule
        parcel.save(update_fields=["recipient_rule"])
    return parcel
