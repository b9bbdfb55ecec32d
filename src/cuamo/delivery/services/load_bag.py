"""Put a sealed bag on a run."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Bag, Run
from cuamo.delivery.services.add_to_manifest import next_place, open_run, require_open_run
from cuamo.delivery.services.load_run import load_run
from cuamo.delivery.services.parts import about, lock_bag, lock_envelopes, require_at_origin, unknown_bag
from cuamo.delivery.states import BagState, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound


@transaction.atomic
def load_bag(
    *, bag_id: UUID, clerk: Actor, at: datetime, courier: Actor | None = None, run_id: UUID | None = None
) -> Run:
    """Put the bag, and with it each envelope in it, on a run's manifest (đưa túi vào chuyến).

    Args:
        courier: whose run of today from here, opened when there is none. run_id: or this run.
    Raises:
        NotPermitted: the bag is at another place.
        IllegalTransition: it is not sealed, is on another run, or the run has ended.
    """
    origin = Bag.objects.filter(id=bag_id).values_list("origin_unit", flat=True).first()
    if origin is None:
        raise unknown_bag()
    require_at_origin(origin, clerk)
    if courier is not None:
        run_id = open_run(
            origin_unit=origin,
            courier_id=courier.id,
            courier_name=courier.name,
            operator_code=courier.unit_code,
            clerk=clerk,
            at=at,
        ).id
    run = Run.objects.select_for_update().filter(id=run_id).first() if run_id else None
    if run is None:
        raise NotFound("run.unknown", "Không có chuyến này.", "There is no such run.")
    require_open_run(run)
    bag = lock_bag(bag_id=bag_id)
    if bag.run_id == run.id:
        return run
    if bag.state != BagState.SEALED or bag.run_id is not None:
        raise IllegalTransition(
            "bag.not_sealed",
            f"Túi {bag.number} chưa niêm phong hoặc đã vào chuyến khác.",
            f"Bag {bag.number} is not sealed, or is on another run.",
        )
    bag.run, bag.run_order = run, next_place(run)
    bag.save(update_fields=["run", "run_order"])
    for parcel in lock_envelopes(bag):
        parcel.run, parcel.run_order, parcel.state = run, bag.run_order, ParcelState.ON_MANIFEST
        parcel.save(update_fields=["run", "run_order", "state"])
        events.record(
            "delivery.manifested",
            parcel.subject_id,
            actor=clerk,
            at=at,
            **about(parcel),
            run=run.number,
            bag=bag.number,
        )
    return run


@transaction.atomic
def load_all(
    *, parcel_ids: Sequence[UUID], bag_ids: Sequence[UUID], courier: Actor, clerk: Actor, at: datetime
) -> Run:
    """Put envelopes and sealed bags on the courier's run of today, all of them or none (lập chuyến).

    Raises:
        Invalid: nothing is chosen. Others: as `load_run` and `load_bag`.
    """
    run = None
    if parcel_ids or not bag_ids:
        run = load_run(parcel_ids=parcel_ids, courier=courier, clerk=clerk, at=at)
    for bag_id in sorted(set(bag_ids)):
        run = load_bag(bag_id=bag_id, courier=courier, clerk=clerk, at=at)
    assert run is not None, "load_run refuses an empty choice"
    return run
