"""Originals go home with the result: they are on the list of its envelope."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import PaperInside, Parcel
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.prepare_originals import Paper
from cuamo.delivery.states import ParcelState
from cuamo.kernel.actors import Actor


@transaction.atomic
def list_originals(*, parcel_id: UUID, papers: Sequence[Paper], clerk: Actor, at: datetime) -> Parcel:
    """Put the citizen's originals into the envelope of the result (trả bản gốc cùng kết quả).

    One that is on the list stays; nothing goes into an envelope that is sealed.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    have = set(parcel.papers.values_list("label", flat=True))
    new = [paper for paper in papers if paper.label not in have]
    if not new or parcel.state != ParcelState.CREATED:
        return parcel
    PaperInside.objects.bulk_create(
        PaperInside(
            parcel=parcel,
            number=paper.number,
            label=paper.label,
            name=paper.name,
            put_in_at=at,
            put_in_by=clerk.as_json(),
        )
        for paper in new
    )
    parcel.contents = [*parcel.contents, *(f"Bản gốc: {paper.name}" for paper in new)]
    parcel.save(update_fields=["contents"])
    return parcel
