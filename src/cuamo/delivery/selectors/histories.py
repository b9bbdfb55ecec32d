"""Envelopes with every hand they went through and every failed attempt; for those who count afterwards."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch

from cuamo.delivery.models import Attempt, CarrierProof, CourierAct, HandOver, Parcel, SlotChoice


def histories_of(subject_ids: Iterable[UUID]) -> list[Parcel]:
    """Return all envelopes of the subjects, both ways, ended ones too, oldest first, in four questions.

    `hand_overs`, `failed_attempts` and `slots` are read along, in the order they happened, and `loss`.
    """
    found = (
        Parcel.objects.filter(subject_id__in=list(subject_ids))
        .select_related("loss")
        .prefetch_related(
            Prefetch("hand_overs", HandOver.objects.order_by("id")),
            Prefetch("failed_attempts", Attempt.objects.order_by("number")),
            Prefetch("slots", SlotChoice.objects.order_by("id")),
        )
    )
    return list(found.order_by("created_at", "id"))


def carriers_proofs(parcel_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """Return the stored picture of a carrier's whole proof, by envelope; None where a code is the proof."""
    found = CarrierProof.objects.filter(order__parcel_id__in=list(parcel_ids), complete=True)
    rows = found.order_by("fetched_at", "key").values_list("order__parcel_id", "evidence_id")
    return dict(rows)


def believed_keys(parcel_ids: Iterable[UUID]) -> set[str]:
    """Return the device keys of acts on these envelopes whose phone told the time rightly."""
    sound = CourierAct.objects.filter(parcel_id__in=list(parcel_ids), doubt="")
    return {str(key) for key in sound.values_list("key", flat=True)}
