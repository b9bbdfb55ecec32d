"""Closings that are to be made anew from the whole journal, and those that were."""

from django.db.models import Q

from cuamo.payments.models import ClosingRebuild
from cuamo.payments.types import RebuildState

_TOLD = 20


def open_rebuild() -> ClosingRebuild | None:
    """Return the one that waits for a second accountant, or was agreed to and is not made yet."""
    waits = Q(state=RebuildState.ASKED) | Q(state=RebuildState.DONE, made=None)
    return ClosingRebuild.objects.filter(waits).first()


def rebuild_to_make() -> ClosingRebuild | None:
    """Return the one that two accountants agreed on and that is not made yet."""
    return ClosingRebuild.objects.filter(state=RebuildState.DONE, made=None).first()


def rebuilds_ended() -> list[ClosingRebuild]:
    """Return those that were made or refused, newest first."""
    ended = ClosingRebuild.objects.filter(Q(state=RebuildState.REFUSED) | Q(made__isnull=False))
    return list(ended.select_related("made").order_by("-asked_at", "-id")[:_TOLD])
