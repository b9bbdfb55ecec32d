"""End the runs of carriers: nobody of theirs ends them at our screens."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI

AT_ONCE = 500


def close_carrier_runs(*, at: datetime) -> int:
    """End carriers' runs of days before from which everything was picked up; return how many.

    One with an envelope that still waits for the carrier stays open, so that its coordinator sees it. What
    travels is followed by its order, not by the run.
    """
    ended = 0
    while keys := _over(at):
        ended += sum(_close(key, at) for key in keys)
    return ended


def _over(at: datetime) -> list[UUID]:
    waiting = Parcel.objects.filter(run=OuterRef("pk"), state=ParcelState.ON_MANIFEST)
    runs = Run.objects.filter(
        ~Exists(waiting),
        closed_at=None,
        courier_id__startswith="carrier:",
        run_date__lt=at.astimezone(HANOI).date(),
    )
    return list(runs.order_by("created_at", "id").values_list("id", flat=True)[:AT_ONCE])


@transaction.atomic
def _close(run_id: UUID, at: datetime) -> int:
    run = Run.objects.select_for_update().get(id=run_id)
    if run.closed_at is not None:
        return 0
    run.closed_at = at
    run.save(update_fields=["closed_at"])
    events.record("delivery.run_closed", run.id, actor=SYSTEM, at=at, run=run.number, unaccounted=[])
    return 1
