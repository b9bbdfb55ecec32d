"""When a courier fetches a citizen's papers at the door, and that nobody has to come any more."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel, SlotChoice
from cuamo.delivery.rules.promise import promise_for_fetch
from cuamo.delivery.selectors.terms import terms_of_post
from cuamo.delivery.services.choose_window import keep_choice, take_slot
from cuamo.delivery.services.close_alarm import end_alarms
from cuamo.delivery.services.parts import about, lock_parcel
from cuamo.delivery.services.take_off_manifest import take_off
from cuamo.delivery.states import AlarmKind, Direction, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.organisation.selectors.calendar_of import calendar_of

CALLED_OFF = "CALLED_OFF"
NOT_FETCHED = "NOT_FETCHED"
ENDED = "ENDED"
"""What they were wanted for has ended."""
BROUGHT = "BROUGHT"
"""All of them are in hand: their owner brought them."""
OF_A_PROMISE = frozenset(
    {
        AlarmKind.PICKUP_SOON.value,
        AlarmKind.PICKUP_OVERDUE.value,
        AlarmKind.DELIVERY_SOON.value,
        AlarmKind.DELIVERY_OVERDUE.value,
    }
)
WAITS = frozenset({ParcelState.CREATED, ParcelState.ON_MANIFEST})


@transaction.atomic
def agree_fetch(*, parcel_id: UUID, window: str, actor: Actor, at: datetime, via: str) -> Parcel:
    """Agree when the courier comes for the papers (hẹn bưu tá tới lấy giấy tờ); chosen again, it changes.

    The same time agreed again the same way changes nothing and is told to nobody.
    What is promised counts from the end of that time: at the authority on the next working day. That the
    actor may decide is checked by who calls. Records `delivery.fetch_agreed`.

    Raises:
        IllegalTransition: nothing waits to be fetched, or a courier is on the way already.
        Invalid: the time cannot be chosen, or is full by now.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    _require_waiting(parcel)
    _require_on_no_run(parcel)
    slot = take_slot(parcel, window, at=at)
    agreed = SlotChoice.objects.filter(
        parcel=parcel, ended_at=None, day=slot.day, window=slot.window, ward_code=parcel.ward_code, via=via
    )
    if agreed.exists():
        return parcel
    promise_anew(parcel, slot.since, slot.until, at=at)
    keep_choice(parcel, actor, at, via, way="HOME", day=slot.day, window=slot.window)
    events.record(
        "delivery.fetch_agreed",
        parcel.subject_id,
        actor=actor,
        at=at,
        **about(parcel),
        papers=parcel.papers.count(),
        window=slot.key,
        via=via,
    )
    return parcel


@transaction.atomic
def call_off_fetch(*, parcel_id: UUID, actor: Actor, at: datetime, why: str = CALLED_OFF) -> Parcel:
    """Nobody has to come for the papers any more (không cần tới lấy); twice is once.

    Args:
        why: `CALLED_OFF` by the owner; for other reasons it comes off the courier's manifest too.
    Raises:
        IllegalTransition: a courier is on the way or has them, or they were never to be fetched.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    if parcel.state == ParcelState.CANCELLED:
        return parcel
    _require_waiting(parcel)
    if why == CALLED_OFF:
        _require_on_no_run(parcel)
    run = parcel.run
    if run is not None:
        take_off(parcel, actor=actor, at=at)
    parcel.state, parcel.ended_at, parcel.end_reason = ParcelState.CANCELLED, at, why
    parcel.save(update_fields=["state", "ended_at", "end_reason"])
    SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    end_alarms(
        parcel=parcel,
        kinds=frozenset({AlarmKind.PICKUP_SOON, AlarmKind.PICKUP_OVERDUE, AlarmKind.DELIVERY_SOON}),
        words="Không còn phải tới lấy giấy tờ.",
        at=at,
    )
    events.record(
        "delivery.fetch_called_off",
        parcel.subject_id,
        actor=actor,
        at=at,
        **about(parcel),
        why=why,
        run=run.number if run else "",
    )
    return parcel


def promise_anew(parcel: Parcel, since: datetime, until: datetime, *, at: datetime) -> None:
    """Count the promise of a locked envelope by the time a courier comes; alarms about the one before end."""
    calendar = calendar_of(parcel.destination_unit)
    promise = asdict(promise_for_fetch(since, until, terms=terms_of_post(), calendar=calendar))
    for name, moment in promise.items():
        setattr(parcel, name, moment)
    parcel.save(update_fields=list(promise))
    end_alarms(parcel=parcel, kinds=OF_A_PROMISE, words="Đã hẹn giờ khác tới lấy.", at=at)


def _require_on_no_run(parcel: Parcel) -> None:
    """Refuse to change what a courier, perhaps without the network, is setting out to do."""
    if parcel.run_id is not None:
        raise IllegalTransition(
            "originals.courier_coming",
            "Bưu tá đã nhận chuyến tới lấy giấy tờ.",
            "A courier is on the way to fetch the papers.",
            hint_vi="Cần đổi thì nói với bưu tá khi tới.",
            hint_en="To change it tell the courier at the door.",
        )


def _require_waiting(parcel: Parcel) -> None:
    if (
        parcel.direction != Direction.ORIGINALS
        or parcel.holder_kind != "SENDER"
        or parcel.state not in WAITS
        or parcel.ended_at is not None
        or parcel.recalled_at is not None
    ):
        raise IllegalTransition(
            "originals.not_waiting",
            "Không có giấy tờ chờ lấy tại nhà, hoặc bưu tá đã lấy.",
            "No papers wait to be fetched, or the courier has them.",
        )
