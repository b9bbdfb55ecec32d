"""It was not handed over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Attempt, SlotChoice
from cuamo.delivery.rules.windows import is_slot
from cuamo.delivery.services.parts import lock_parcel, require_courier, require_new_key
from cuamo.delivery.services.passing import report_passing
from cuamo.delivery.states import (
    FAILURE_REASONS,
    MOST_ATTEMPTS,
    NO_MORE_TRIES,
    OF_RECIPIENT,
    ParcelState,
)
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid


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
) -> Attempt:
    """Write down why it was not handed over and what was agreed next (giao chưa được).

    Records `delivery.failed`. After the third, and when the recipient does not want it or has died, the
    envelope goes back to the nearest point; what the recipient refused records `delivery.refused` too. A
    replay with the same device key changes nothing.

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
    if parcel.state != ParcelState.OUT_FOR_DELIVERY:
        raise IllegalTransition("parcel.not_out", "Phong bì chưa đi giao.", "The envelope is not out.")
    parcel.attempts += 1
    last = parcel.attempts >= MOST_ATTEMPTS or reason in NO_MORE_TRIES
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
