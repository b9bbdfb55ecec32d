"""Put sealed envelopes on a courier's run."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel, Run
from cuamo.delivery.services.parts import (
    about,
    lock_parcel,
    place_of,
    require_address,
    require_at_origin,
    require_loose,
    require_not_recalled,
)
from cuamo.delivery.states import AlarmKind, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.types import Role

MAY_LEAVE = frozenset({ParcelState.SEALED, ParcelState.RETURNED, ParcelState.IN_TRANSIT})


@transaction.atomic
def open_run(
    *, origin_unit: str, courier_id: str, courier_name: str, operator_code: str, clerk: Actor, at: datetime
) -> Run:
    """Return today's open run of this courier from this place, made when there is none (mở chuyến)."""
    require_at_origin(origin_unit, clerk)
    day = at.astimezone(HANOI).date()
    todays = Run.objects.select_for_update().filter(
        origin_unit=origin_unit, courier_id=courier_id, run_date=day, closed_at=None
    )
    if (found := todays.first()) is not None:
        return found
    # Whoever opens a run waits here, so that two at once find one run.
    number = take_number(f"run:{day:%Y%m%d}")
    if (found := todays.all().first()) is not None:
        return found
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

    A run may call at several places: each puts on it what lies there. What a courier fetches at a citizen's
    door is put on it by the authority it goes to, or by a coordinator.

    Raises:
        NotPermitted: an envelope is at another place.
        IllegalTransition: the run has ended, or an envelope is not sealed, is on another run, lies in a bag,
            is missed, was called back, or takes originals home and has no address; nothing is added.
    """
    run = Run.objects.select_for_update().get(id=run_id)
    require_open_run(run)
    place = next_place(run)
    locked = {parcel_id: lock_parcel(parcel_id=parcel_id) for parcel_id in sorted(set(parcel_ids))}
    for parcel_id in dict.fromkeys(parcel_ids):
        parcel = locked[parcel_id]
        if parcel.run_id == run.id:
            continue
        fetched = parcel.holder_kind == "SENDER" and parcel.state == ParcelState.CREATED
        if not (fetched and Role.COORDINATOR in clerk.roles):
            require_at_origin(parcel.destination_unit if fetched else place_of(parcel), clerk)
        require_not_recalled(parcel)
        require_address(parcel)
        require_loose(parcel)
        lies_here = parcel.holder_kind == "UNIT" and parcel.state in MAY_LEAVE
        if not (lies_here or fetched) or parcel.run_id is not None:
            raise IllegalTransition(
                "parcel.not_sealed",
                f"Phong bì {parcel.label} chưa niêm phong hoặc đã đi.",
                f"Envelope {parcel.label} is not sealed, or has left.",
            )
        require_not_missed(parcel)
        parcel.run, parcel.run_order, parcel.state = run, place, ParcelState.ON_MANIFEST
        parcel.save(update_fields=["run", "run_order", "state"])
        place += 1
        events.record(
            "delivery.manifested",
            parcel.subject_id,
            actor=clerk,
            at=at,
            **about(parcel),
            run=run.number,
        )
    return run


def require_open_run(run: Run) -> None:
    """Refuse a run that has ended.

    Raises:
        IllegalTransition: it has.
    """
    if run.closed_at is not None:
        raise IllegalTransition(
            "run.closed", f"Chuyến {run.number} đã kết thúc.", f"Run {run.number} has ended."
        )


def next_place(run: Run) -> int:
    """Return the next number in the order of the run, over its envelopes and bags."""
    return int(run.parcels.count() + run.bags.count()) + 1


def require_not_missed(parcel: Parcel) -> None:
    """Refuse to list an envelope that was not in its bag.

    Raises:
        IllegalTransition: nobody has seen it since.
    """
    if parcel.alarms.filter(kind=AlarmKind.MISSING, closed_at=None).exists():
        raise IllegalTransition(
            "parcel.missed",
            f"Phong bì {parcel.label} đang báo thiếu, chưa ai quét thấy.",
            f"Envelope {parcel.label} is missed; nobody has scanned it.",
            hint_vi="Tìm thấy thì quét nhận tại đây trước.",
            hint_en="When it is found, scan it in here first.",
        )
