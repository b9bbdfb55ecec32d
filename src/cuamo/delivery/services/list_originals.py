"""Originals go home with the result: they are on the list of its envelope."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import PaperInside, Parcel
from cuamo.delivery.selectors.owners import owner_at
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.prepare_originals import Paper
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel.actors import Actor


@transaction.atomic
def list_originals(*, parcel_id: UUID, papers: Sequence[Paper], clerk: Actor, at: datetime) -> Parcel:
    """List the citizen's originals in the envelope of the result (trả bản gốc cùng kết quả).

    Each is ticked when the envelope is sealed. One that is on the list stays; nothing goes into an envelope
    that is sealed. What lies in an envelope of the same dossier that was lost goes into no other: it is an
    alarm about the lost one.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    have = set(parcel.papers.values_list("label", flat=True)) | _lost(parcel, papers, clerk, at)
    new = [paper for paper in papers if paper.label not in have]
    if not new or parcel.state != ParcelState.CREATED:
        return parcel
    PaperInside.objects.bulk_create(
        PaperInside(
            parcel=parcel,
            number=paper.number,
            label=paper.label,
            name=paper.name,
        )
        for paper in new
    )
    parcel.contents = [*parcel.contents, *(f"Bản gốc: {paper.name}" for paper in new)]
    parcel.save(update_fields=["contents"])
    return parcel


def _lost(parcel: Parcel, papers: Sequence[Paper], clerk: Actor, at: datetime) -> set[str]:
    """Return which of the papers lie in a lost envelope, and raise the alarm of each such envelope."""
    gone = PaperInside.objects.select_related("parcel").filter(
        parcel__subject_id=parcel.subject_id,
        parcel__direction=Direction.RESULT,
        parcel__state=ParcelState.LOST,
        label__in=[paper.label for paper in papers],
    )
    lost = {inside.label: inside.parcel for inside in gone}
    for envelope in {one.id: one for one in lost.values()}.values():
        if envelope.alarms.filter(kind=AlarmKind.MISSING_PAPER).exists():
            continue
        owner = owner_at(envelope.origin_unit)
        raise_alarm(
            kind=AlarmKind.MISSING_PAPER,
            parcel=envelope,
            owner_unit=owner.unit,
            owner_role=owner.role,
            at=at,
            facts={"papers": sorted(label for label, one in lost.items() if one.id == envelope.id)},
            actor=clerk,
        )
    return set(lost)
