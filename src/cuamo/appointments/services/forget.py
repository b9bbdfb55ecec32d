"""Forget who booked once nobody needs to know any more."""

import os
from datetime import datetime, timedelta

from django.db import transaction

from cuamo.appointments.models import Booking

KEPT_FOR = timedelta(days=30)
"""After the time that was booked; until then a complaint about it can be answered."""
AT_ONCE = 1000


@transaction.atomic
def forget_people(*, at: datetime) -> int:
    """Wipe names and phone numbers of times that are long over; the time itself stays for figures.

    Running it again finds nothing. Returns how many were wiped.

    Law: Law 91/2025/QH15 (personal data is kept no longer than its purpose); the period is configuration.
    """
    over = Booking.objects.select_for_update(skip_locked=True).filter(
        starts_at__lt=at - KEPT_FOR, forgotten=False
    )
    rows = list(over.order_by("starts_at")[:AT_ONCE])
    for booking in rows:
        _forget(booking)
    return len(rows)


@transaction.atomic
def forget_bookings_of(*, phone_hash: bytes, at: datetime) -> int:
    """Wipe name and number of one person's times that are over, without waiting; times to come stay.

    Returns how many were wiped.

    Law: Law 91/2025/QH15 (right to deletion).
    """
    over = Booking.objects.select_for_update().filter(
        phone_hash=phone_hash, starts_at__lt=at, forgotten=False
    )
    rows = list(over.order_by("starts_at"))
    for booking in rows:
        _forget(booking)
    return len(rows)


def _forget(booking: Booking) -> None:
    booking.name = ""
    booking.phone = ""
    booking.phone_hash = os.urandom(32)
    booking.forgotten = True
    booking.save(update_fields=["name", "phone", "phone_hash", "forgotten"])
