"""End a run."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Alarm, Bag, Parcel, Run
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.parts import lock_bag, lock_parcel, open_half
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.services.take_off_manifest import take_bag_off, take_off
from cuamo.delivery.states import AlarmKind, BagState, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor, ActorKind
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.organisation.types import Role

SHORTEST = 10
"""Letters of an explanation that says something."""


@transaction.atomic
def close_run(*, run_id: UUID, courier: Actor, at: datetime, words: str = "") -> Run:
    """End the courier's run (kết thúc chuyến) once everything on it has been handed over or given back.

    With `words` it ends all the same, and says what is unaccounted for: each such envelope and bag is an
    alarm. What the courier never signed for comes off the manifest: another courier's run may take it.
    Records `delivery.run_closed` on the run.

    Raises:
        NotFound: it is no run of this courier.
        IllegalTransition: envelopes or bags are still under way, and nothing is said of them.
    """
    run = Run.objects.select_for_update().filter(id=run_id).first()
    if run is None or (courier.kind is not ActorKind.SYSTEM and run.courier_id != courier.id):
        raise NotFound("run.unknown", "Không có chuyến này.", "There is no such run.")
    if run.closed_at is not None:
        return run
    left = unaccounted(run)
    said = " ".join(words.split())[:500]
    if left and len(said) < SHORTEST:
        labels = ", ".join(str(thing) for thing in left[:5]) + ("…" if len(left) > 5 else "")
        raise IllegalTransition(
            "run.open",
            f"Còn {len(left)} phong bì, túi chưa giao hoặc chưa trả lại điểm: {labels}.",
            f"{len(left)} envelopes or bags are neither delivered nor given back: {labels}.",
            hint_vi="Giao tiếp, mang về điểm và quét trả, hoặc viết rõ chúng ở đâu rồi kết thúc.",
            hint_en="Deliver them, take them back and scan them out, or write where they are, then end it.",
        )
    for thing in left:
        parcel, bag = (thing, None) if isinstance(thing, Parcel) else (None, thing)
        raise_alarm(
            kind=AlarmKind.UNACCOUNTED,
            parcel=parcel,
            bag=bag,
            owner_unit=run.operator_code or run.origin_unit,
            owner_role=Role.COURIER,
            at=at,
            facts={"run": run.number, "words": said},
            actor=courier,
        )
        _let_go(thing, courier, at)
    events.record(
        "delivery.run_closed",
        run.id,
        actor=courier,
        at=at,
        run=run.number,
        unaccounted=[str(thing) for thing in left],
    )
    run.closed_at = at
    run.save(update_fields=["closed_at"])
    could_not = Alarm.objects.filter(run=run, kind=AlarmKind.COURIER_ACT, closed_at=None)
    for alarm_id in could_not.values_list("id", flat=True):
        close_alarm(alarm_id=alarm_id, actor=SYSTEM, words="Chuyến đã kết thúc.", at=at)
    return run


def _let_go(thing: Parcel | Bag, courier: Actor, at: datetime) -> None:
    """Free what still waits where it was, so that it does not belong to an ended run for good."""
    if isinstance(thing, Bag):
        take_bag_off(lock_bag(bag_id=thing.id), actor=courier, at=at)
        return
    parcel = lock_parcel(parcel_id=thing.id)
    half = open_half(parcel)
    if parcel.state == ParcelState.ON_MANIFEST and (half is None or half.taken_at is None):
        take_off(parcel, actor=courier, at=at)


def unaccounted(run: Run) -> list[Parcel | Bag]:
    """Return what is on the run and neither handed over nor given back, bags first."""
    bags = run.bags.exclude(state__in=[BagState.RECEIVED, BagState.BROKEN]).order_by("run_order", "id")
    loose = run.parcels.exclude(state=ParcelState.DELIVERED).filter(bag=None, ended_at=None)
    return [*bags, *loose.order_by("run_order", "id")]
