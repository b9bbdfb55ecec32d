"""It was not handed over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Attempt, Parcel, SlotChoice
from cuamo.delivery.rules.windows import is_slot
from cuamo.delivery.selectors.slots import Slot, working_days_ahead
from cuamo.delivery.services.fetch_at_home import NOT_FETCHED, call_off_fetch, promise_anew
from cuamo.delivery.services.parts import about, lock_parcel, require_courier, require_new_key
from cuamo.delivery.services.passing import report_passing
from cuamo.delivery.services.take_off_manifest import take_off
from cuamo.delivery.states import (
    FAILURE_REASONS,
    MOST_ATTEMPTS,
    NO_MORE_TRIES,
    OF_RECIPIENT,
    ParcelState,
)
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.selectors.calendar import current_calendar


@transaction.atomic
def attempt_failed(
    *,
    parcel_id: UUID,
    reason: str,
    next_window: str,
    courier: Actor,
    at: datetime,
    note: str = "",
    evidence_id: UUID | None = None,
    position: Mapping[str, Any] | None = None,
    device_time: datetime | None = None,
    device_key: str | None = None,
    clock_is_sound: bool = False,
) -> Attempt:
    """Write down why it was not handed over and what was agreed next (giao chưa được).

    Records `delivery.failed`. After the third, and when the recipient does not want it or has died, the
    envelope goes back to the nearest point; what the recipient refused records `delivery.refused` too. A
    replay with the same device key changes nothing.

    Papers that were to be fetched stay with their owner and come off the manifest: `delivery.not_fetched`.
    After the third try, or when the owner does not give them, nobody comes again.

    Args:
        at: moment the server learnt of it.
        clock_is_sound: True where the device's clock is believed: the day that was agreed is then read from
            `device_time`, the moment at the door.
    Raises:
        Invalid: the reason is none of the list, or what was agreed is no day and time as they are offered.
        IllegalTransition: the envelope is not out for delivery.
        Conflict: the key is another act's.
    """
    parcel = lock_parcel(parcel_id=parcel_id)
    require_courier(parcel, courier)
    if device_key and (kept := Attempt.objects.filter(parcel=parcel, device_key=device_key).first()):
        return kept
    if reason not in FAILURE_REASONS:
        raise Invalid("attempt.reason", "Chọn lý do chưa giao được.", "Choose a reason.", where="reason")
    require_new_key(device_key)
    next_window = next_window.strip()
    if not is_slot(next_window):
        raise Invalid(
            "attempt.next",
            "Chọn ngày giờ hẹn lại trong danh sách.",
            "Choose the next day and time from the list.",
            where="next_window",
        )
    fetching = parcel.holder_kind == "SENDER"
    if parcel.state != (ParcelState.ON_MANIFEST if fetching else ParcelState.OUT_FOR_DELIVERY):
        raise IllegalTransition("parcel.not_out", "Phong bì chưa đi giao.", "The envelope is not out.")
    parcel.attempts += 1
    last = parcel.attempts >= MOST_ATTEMPTS or reason in NO_MORE_TRIES
    if not fetching:
        parcel.state = ParcelState.RETURNING if last else ParcelState.FAILED_ATTEMPT
    parcel.save(update_fields=["attempts", "state"])
    SlotChoice.objects.filter(parcel=parcel, way="HOME", ended_at=None).update(ended_at=at)
    attempt = Attempt.objects.create(
        parcel=parcel,
        number=parcel.attempts,
        reason=reason,
        note=note.strip()[:500],
        next_window="" if last else next_window,
        evidence_id=evidence_id,
        position=dict(position) if position else None,
        device_time=device_time,
        device_key=device_key,
        failed_at=at,
    )
    if fetching:
        if reason == "DECEASED":
            report_passing(parcel_id=parcel.id, actor=courier, at=at)
        door = device_time if device_time and clock_is_sound else at
        _not_fetched(parcel, attempt, courier, at, last=last, door=door)
        return attempt
    events.record(
        "delivery.failed",
        parcel.subject_id,
        actor=courier,
        at=at,
        label=parcel.label,
        attempt=attempt.number,
        reason=reason,
        goes_back=last,
        of_recipient=reason in OF_RECIPIENT,
    )
    if reason == "REFUSED":
        events.record("delivery.refused", parcel.subject_id, actor=courier, at=at, label=parcel.label)
    if reason == "DECEASED":
        report_passing(parcel_id=parcel.id, actor=courier, at=at)
    return attempt


def _not_fetched(
    parcel: Parcel, attempt: Attempt, courier: Actor, at: datetime, *, last: bool, door: datetime
) -> None:
    if last:
        call_off_fetch(parcel_id=parcel.id, actor=courier, at=at, why=NOT_FETCHED)
    else:
        take_off(parcel, actor=courier, at=at)
        since, until = _agreed(attempt.next_window, door)
        promise_anew(parcel, since, until, at=at)
    events.record(
        "delivery.not_fetched",
        parcel.subject_id,
        actor=courier,
        at=at,
        **about(parcel),
        attempt=attempt.number,
        reason=attempt.reason,
        over=last,
        window=attempt.next_window,
    )


def _agreed(slot: str, door: datetime) -> tuple[datetime, datetime]:
    """Return from when to when somebody comes again; without an agreed time, on the next working day."""
    calendar, today = current_calendar(), to_hanoi(door).date()
    if slot:
        day, month = int(slot[:2]), int(slot[3:5])
        for chosen in working_days_ahead(today):
            if (chosen.day, chosen.month) == (day, month):
                return Slot(chosen, slot[6:]).since, Slot(chosen, slot[6:]).until
    next_day = calendar.next_working_day(today)
    return calendar.open_of(next_day), calendar.close_of(next_day)
