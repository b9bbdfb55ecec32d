"""Envelopes with every hand they went through and every failed attempt; for those who count afterwards."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch

from cuamo.delivery.models import Attempt, HandOver, Parcel


def histories_of(subject_ids: Iterable[UUID]) -> list[Parcel]:
    """Return all envelopes of the subjects, both ways, ended ones too, oldest first, in three questions.

    `hand_overs` and `failed_attempts` are read along, in the order they happened.
    """
    hands = Prefetch("hand_overs", HandOver.objects.order_by("id"))
    tries = Prefetch("failed_attempts", Attempt.objects.order_by("number"))
    found = Parcel.objects.filter(subject_id__in=list(subject_ids)).prefetch_related(hands, tries)
    return list(found.order_by("created_at", "id"))
