"""Envelopes: at a place, on a run, through whose hands."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cuamo.delivery.models import HandOver, Parcel, Run
from cuamo.delivery.states import Direction, ParcelState


def parcels_at(unit_codes: list[str]) -> QuerySet[Parcel]:
    """Return what has not left these places yet, oldest first."""
    here = {ParcelState.CREATED, ParcelState.SEALED, ParcelState.ON_MANIFEST, ParcelState.RETURNED}
    return Parcel.objects.filter(origin_unit__in=unit_codes, state__in=here).order_by("created_at", "id")


def parcel_of(subject_id: UUID) -> Parcel | None:
    """Return the envelope with the subject's result: the one that travels, else the newest that ended."""
    results = Parcel.objects.select_related("run").filter(subject_id=subject_id, direction=Direction.RESULT)
    return results.filter(ended_at=None).first() or results.order_by("-created_at", "-id").first()


def runs_of(courier_id: str, *, day: date) -> list[Run]:
    """Return the courier's runs of a day and those still open from before."""
    mine = Run.objects.filter(courier_id=courier_id)
    return list((mine.filter(run_date=day) | mine.filter(closed_at=None)).order_by("-run_date", "-id")[:20])


def stops_of(run: Run) -> list[Parcel]:
    """Return the run's envelopes in the order of the run."""
    return list(run.parcels.order_by("run_order", "id"))


def chain_of(subject_id: UUID) -> list[HandOver]:
    """Return every hand the subject's envelope went through, in order; an incomplete one is a gap."""
    return list(
        HandOver.objects.filter(parcel__subject_id=subject_id, parcel__direction=Direction.RESULT).order_by(
            "id"
        )
    )


def gaps() -> QuerySet[HandOver]:
    """Return hand-overs with one side only, oldest first."""
    half = HandOver.objects.filter(given_at=None) | HandOver.objects.filter(taken_at=None)
    return half.select_related("parcel").order_by("id")
