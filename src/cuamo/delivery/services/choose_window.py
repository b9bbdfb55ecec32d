"""The recipient chooses when the courier comes again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Attempt
from cuamo.delivery.rules.windows import slots_after
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.states import ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def choose_window(*, subject_id: UUID, window: str, recipient: Actor, at: datetime) -> Attempt:
    """Keep the time the recipient chose after a failed attempt (Hẹn lại); the courier's stop shows it.

    That the actor may decide for the subject is checked by who calls. Records `delivery.window_chosen`.

    Raises:
        IllegalTransition: the envelope does not wait for another attempt.
        Invalid: the time cannot be chosen.
    """
    found = parcel_of(subject_id)
    parcel = lock_parcel(parcel_id=found.id) if found else None
    if parcel is None or parcel.state != ParcelState.FAILED_ATTEMPT or parcel.recalled_at:
        raise IllegalTransition(
            "delivery.no_choice",
            "Phong bì này không chờ hẹn lại.",
            "This envelope does not wait for another day.",
        )
    if window not in slots_after(to_hanoi(at).date()):
        raise Invalid(
            "delivery.window",
            "Chưa chọn ngày giờ, hoặc giờ này không còn.",
            "No time is chosen, or it is no longer there.",
            where="khung_gio",
        )
    last = Attempt.objects.select_for_update().filter(parcel=parcel).order_by("-number").first()
    if last is None:
        raise IllegalTransition(
            "delivery.no_attempt", "Phong bì này chưa giao lần nào.", "It was not brought yet."
        )
    last.next_window = window
    last.save(update_fields=["next_window"])
    events.record(
        "delivery.window_chosen",
        parcel.subject_id,
        actor=recipient,
        at=at,
        label=parcel.label,
        attempt=last.number,
        window=window,
    )
    return last
