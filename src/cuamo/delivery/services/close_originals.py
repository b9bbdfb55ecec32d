"""Tick the papers that are in the envelope, and seal it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.seal import seal
from cuamo.delivery.states import Direction, ParcelState
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid


@transaction.atomic
def close_originals(
    *, parcel_id: UUID, inside: Collection[str], seal_number: str, clerk: Actor, at: datetime
) -> Parcel:
    """Seal the envelope with the papers that were ticked (đánh dấu từng bản gốc, niêm phong).

    What is not ticked does not travel: it leaves the list. Closing again with the same number changes
    nothing.

    Args:
        inside: labels of the papers that are in the envelope.
    Raises:
        Invalid: no paper is ticked. NotPermitted, IllegalTransition, Invalid: as `seal`.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.direction == Direction.ORIGINALS and parcel.state == ParcelState.CREATED:
        ticked = parcel.papers.filter(label__in=inside)
        if not ticked.update(put_in_at=at, put_in_by=clerk.as_json()):
            raise Invalid(
                "originals.unticked",
                "Đánh dấu từng bản gốc bỏ vào phong bì.",
                "Tick each original that goes into the envelope.",
                where="papers",
            )
        parcel.papers.exclude(label__in=inside).delete()
        parcel.contents = list(parcel.papers.order_by("number").values_list("name", flat=True))
        parcel.save(update_fields=["contents"])
    return seal(parcel_id=parcel_id, seal_number=seal_number, clerk=clerk, at=at)
