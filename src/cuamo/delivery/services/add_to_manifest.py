"""Put sealed envelopes on a courier's run."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Run
from cuamo.delivery.services.parts import lock_parcel, require_at_origin, require_not_recalled
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number


@transaction.atomic
def open_run(
    *, origin_unit: str, courier_id: str, courier_name: str, operator_code: str, clerk: Actor, at: datetime
) -> Run:
    """Return today's open run of this courier from this place, made when there is none (mở chuyến)."""
    require_at_origin(origin_unit, clerk)
    day = at.astimezone(HANOI).date()
    found = (
        Run.objects.select_for_update()
        .filter(origin_unit=origin_unit, courier_id=courier_id, run_date=day, closed_at=None)
        .first()
    )
    if found is not None:
        return found
    number = take_number(f"run:{day:%Y%m%d}")
    return Run.objects.create(
        id=uuid7(at),
        number=f"CH-{day:%y%m%d}-{number:04d}",
        origin_unit=origin_unit,
        operator_code=operator_code,
        courier_id=courier_id,
        courier_name=courier_name,
        run_date=day,
        created_at=at,
    )


@transaction.atomic
def add_to_manifest(*, run_id: UUID, parcel_ids: Sequence[UUID], clerk: Actor, at: datetime) -> Run:
    """Put envelopes on the run's manifest (lập bảng kê); one already there stays.

    Raises:
        IllegalTransition: an envelope is not sealed, is on another run or was called back; nothing is added.
    """
    run = Run.objects.select_for_update().get(id=run_id)
    require_at_origin(run.origin_unit, clerk)
    place = run.parcels.count()
    locked = {parcel_id: lock_parcel(parcel_id=parcel_id) for parcel_id in sorted(set(parcel_ids))}
    for parcel_id in dict.fromkeys(parcel_ids):
        parcel = locked[parcel_id]
        if parcel.run_id == run.id:
            continue
        require_not_recalled(parcel)
        if parcel.state not in {ParcelState.SEALED, ParcelState.RETURNED}:
            raise IllegalTransition(
                "parcel.not_sealed",
                f"Phong bì {parcel.label} chưa niêm phong hoặc đã đi.",
                f"Envelope {parcel.label} is not sealed, or has left.",
            )
        place += 1
        parcel.run, parcel.run_order, parcel.state = run, place, ParcelState.ON_MANIFEST
        parcel.save(update_fields=["run", "run_order", "state"])
        events.record(
            "delivery.manifested",
            parcel.subject_id,
            actor=clerk,
            at=at,
            label=parcel.label,
            run=run.number,
        )
    return run
