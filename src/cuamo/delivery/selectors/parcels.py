"""Envelopes: at a place, on a run, through whose hands."""

from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from cuamo.delivery.models import HandOver, Parcel, Run
from cuamo.delivery.states import Direction, ParcelState, Proof

_ENDED_LAST = Case(When(ended_at=None, then=0), default=1)
AT_A_PLACE = (
    ParcelState.CREATED,
    ParcelState.SEALED,
    ParcelState.ON_MANIFEST,
    ParcelState.RETURNED,
    ParcelState.IN_TRANSIT,
)
"""States in which an envelope held by a place still has to leave it."""


def parcels_at(unit_codes: list[str]) -> QuerySet[Parcel]:
    """Return what has not left these places yet, oldest first."""
    return Parcel.objects.filter(
        holder_kind="UNIT", holder_id__in=unit_codes, state__in=AT_A_PLACE, ended_at=None
    ).order_by("created_at", "id")


def parcel_of(subject_id: UUID) -> Parcel | None:
    """Return the envelope with the subject's result: the one that travels, else the newest that ended."""
    results = Parcel.objects.select_related("run").filter(subject_id=subject_id, direction=Direction.RESULT)
    return results.order_by(_ENDED_LAST, "-created_at", "-id").first()


def originals_of(subject_id: UUID) -> Parcel | None:
    """Return the envelope with papers of the citizen for the authority: the live one, else the newest."""
    papers = Parcel.objects.select_related("run", "bag").filter(
        subject_id=subject_id, direction=Direction.ORIGINALS
    )
    return papers.filter(ended_at=None).first() or papers.order_by("-created_at", "-id").first()


def stops_of(run: Run) -> list[Parcel]:
    """Return the run's envelopes in the order of the run."""
    return list(run.parcels.order_by("run_order", "id"))


def gaps() -> QuerySet[HandOver]:
    """Return hand-overs with one side only, oldest first."""
    one_side = HandOver.objects.filter(Q(given_at=None) | Q(taken_at=None), broken_off_at=None)
    return one_side.exclude(proof=Proof.FOUND).select_related("parcel").order_by("id")
