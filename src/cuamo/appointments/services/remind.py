"""Say that a booked time is near."""

from datetime import datetime, timedelta

from django.db import transaction

from cuamo.appointments.models import Booking
from cuamo.appointments.selectors.bookings import due_reminders
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import to_hanoi

AT_ONCE = 500
BOOKED_BEFORE = timedelta(hours=24)
"""Who booked for tomorrow only today has just had a text."""


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Record `booking.due` for every time of tomorrow (nhắc hẹn); the text follows. Return how many.

    Each time is reminded of once, however often this runs.
    """
    told, day = 0, to_hanoi(at).date() + timedelta(days=1)
    while due := due_reminders(day=day, limit=AT_ONCE):
        Booking.objects.filter(id__in=[booking.id for booking in due]).update(reminded=True)
        for booking in due:
            if booking.created_at <= at - BOOKED_BEFORE:
                events.record("booking.due", booking.id, actor=SYSTEM, at=at, unit_code=booking.unit_code)
                told += 1
    return told
