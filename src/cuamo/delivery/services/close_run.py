"""End a run."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Run
from cuamo.delivery.states import ParcelState
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, NotFound


@transaction.atomic
def close_run(*, run_id: UUID, courier: Actor, at: datetime) -> Run:
    """End the courier's run (kết thúc chuyến) once every envelope has been handed over or given back.

    Raises:
        NotFound: it is no run of this courier.
        IllegalTransition: envelopes are still under way.
    """
    run = Run.objects.select_for_update().filter(id=run_id).first()
    if run is None or (courier.kind is not ActorKind.SYSTEM and run.courier_id != courier.id):
        raise NotFound("run.unknown", "Không có chuyến này.", "There is no such run.")
    if run.closed_at is not None:
        return run
    left = run.parcels.exclude(state=ParcelState.DELIVERED).count()
    if left:
        raise IllegalTransition(
            "run.open",
            f"Còn {left} phong bì chưa giao hoặc chưa trả lại điểm.",
            f"{left} envelopes are neither delivered nor given back.",
            hint_vi="Giao tiếp, hoặc mang về điểm và quét trả.",
            hint_en="Deliver them, or take them back to the point and scan them out.",
        )
    run.closed_at = at
    run.save(update_fields=["closed_at"])
    return run
