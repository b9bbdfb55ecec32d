"""The recipient chooses when the courier comes, or which point keeps the envelope."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from cuamo.delivery.models import Attempt, Parcel, SlotChoice
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.slots import Slot, may_choose, open_slots, points_near
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.turn_carrier import turn_carrier
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.ids import uuid7

VIA = frozenset({"WEB", "LINK", "COUNTER", "CALL", "DOOR"})


@transaction.atomic
def choose_window(
    *, subject_id: UUID, window: str, recipient: Actor, at: datetime, via: str = "WEB"
) -> SlotChoice:
    """Keep the time the recipient chose (Hẹn giờ, Hẹn lại); the courier's stop shows it.

    It can be chosen before the first attempt and after each, and changed until the courier sets out. That the
    actor may decide for the subject is checked by who calls. Records `delivery.window_chosen`.

    Raises:
        IllegalTransition: the envelope does not wait for a courier.
        Invalid: the time cannot be chosen, or is full by now.
    """
    parcel = _choosable(subject_id)
    slot = take_slot(parcel, window, at=at)
    last = Attempt.objects.select_for_update().filter(parcel=parcel).order_by("-number").first()
    if last is not None:
        last.next_window = window
        last.save(update_fields=["next_window"])
    choice = keep_choice(parcel, recipient, at, via, way="HOME", day=slot.day, window=slot.window)
    events.record(
        "delivery.window_chosen",
        parcel.subject_id,
        actor=recipient,
        at=at,
        label=parcel.label,
        attempt=parcel.attempts,
        window=window,
        via=via,
    )
    return choice


@transaction.atomic
def choose_point(
    *, subject_id: UUID, point_code: str, recipient: Actor, at: datetime, via: str = "WEB"
) -> SlotChoice:
    """Let the nearest point keep the envelope instead of bringing it home (để ở điểm gần nhất).

    Whoever has it brings it there; there the card is seen, so that nothing more has to be proven now. Records
    `delivery.point_chosen`.

    Raises:
        IllegalTransition: the envelope does not wait for a courier.
        Invalid: the point is none of the nearest.
    """
    parcel = _choosable(subject_id)
    if point_code not in {each.code for each in points_near(parcel)}:
        raise Invalid("delivery.point", "Chọn một điểm trong danh sách.", "Choose a point.", where="diem")
    choice = keep_choice(parcel, recipient, at, via, way="POINT", point_code=point_code)
    if parcel.state in {ParcelState.PICKED_UP, ParcelState.FAILED_ATTEMPT}:
        parcel.state = ParcelState.RETURNING
        parcel.save(update_fields=["state"])
    turn_carrier(parcel, what="POINT", actor=recipient, at=at)
    events.record(
        "delivery.point_chosen",
        parcel.subject_id,
        actor=recipient,
        at=at,
        label=parcel.label,
        point=point_code,
        via=via,
    )
    return choice


def _choosable(subject_id: UUID) -> Parcel:
    found = parcel_of(subject_id)
    parcel = lock_parcel(parcel_id=found.id) if found else None
    if parcel is None or not may_choose(parcel):
        raise IllegalTransition(
            "delivery.no_choice",
            "Phong bì này không chờ hẹn giờ.",
            "This envelope does not wait for a time.",
        )
    return parcel


def take_slot(parcel: Parcel, window: str, *, at: datetime) -> Slot:
    """Return the chosen time, held against others who choose at this moment; the envelope is locked.

    Raises:
        Invalid: the time cannot be chosen, or is full by now.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"slot:{parcel.ward_code}:{window}"])
    slot = next((each for each in open_slots(parcel, now=at) if each.key == window), None)
    if slot is None:
        raise Invalid(
            "delivery.window",
            "Chưa chọn ngày giờ, hoặc giờ này không còn.",
            "No time is chosen, or it is no longer there.",
            where="khung_gio",
        )
    return slot


def keep_choice(parcel: Parcel, recipient: Actor, at: datetime, via: str, **chosen: object) -> SlotChoice:
    """Keep what was chosen for a locked envelope in place of what was chosen before."""
    if via not in VIA:
        raise ValueError(f"no such way to choose a time: {via}")
    SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    return SlotChoice.objects.create(
        id=uuid7(at),
        parcel=parcel,
        ward_code=parcel.ward_code,
        via=via,
        chosen_by=recipient.as_json(),
        chosen_at=at,
        **chosen,
    )
