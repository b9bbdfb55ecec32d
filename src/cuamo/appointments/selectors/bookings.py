"""Booked times and open lessons."""

from datetime import date, datetime, timedelta

from cuamo.appointments.models import Booking, LessonSession
from cuamo.appointments.types import BookingKind, BookingState
from cuamo.kernel.errors import NotFound

TODAYS_MOST = 200


def booking_by_token(token: str) -> Booking:
    """Return the booked time of a link.

    Raises:
        NotFound: there is none.
    """
    found = Booking.objects.select_related("session").filter(token=token).first() if token else None
    if found is None:
        raise NotFound(
            "booking.unknown",
            "Không thấy giờ hẹn này. Mở lại đường dẫn trong tin nhắn.",
            "There is no such booked time. Open the link of the message again.",
        )
    return found


def booking_by_code(unit_code: str, code: str, *, day: date) -> Booking | None:
    """Return today's booked time at the point with this code, None when there is none."""
    digits = "".join(sign for sign in code if sign.isdigit())
    mine = Booking.objects.filter(unit_code=unit_code, day=day, code=digits)
    return mine.exclude(state=BookingState.CANCELLED).first()


def bookings_on(unit_code: str, *, day: date) -> list[Booking]:
    """Return the times booked at the point's counters that day, in order."""
    mine = Booking.objects.filter(unit_code=unit_code, day=day, kind=BookingKind.VISIT)
    return list(mine.exclude(state=BookingState.CANCELLED).order_by("starts_at", "id")[:TODAYS_MOST])


def open_lessons(
    *, at: datetime, unit_codes: list[str] | None = None, lesson_key: str = "", limit: int = 50
) -> list[LessonSession]:
    """Return the lessons still to come, soonest first (buổi học sắp mở)."""
    coming = LessonSession.objects.filter(cancelled_at=None, starts_at__gt=at)
    if unit_codes is not None:
        coming = coming.filter(unit_code__in=unit_codes)
    if lesson_key:
        coming = coming.filter(lesson_key=lesson_key)
    return list(coming.order_by("starts_at", "id")[:limit])


def lesson_sessions_of(unit_code: str, *, at: datetime) -> list[LessonSession]:
    """Return the point's lessons from today on, soonest first."""
    mine = LessonSession.objects.filter(unit_code=unit_code, cancelled_at=None)
    return list(mine.filter(starts_at__gt=at - timedelta(hours=12)).order_by("starts_at", "id")[:50])


def due_reminders(*, day: date, limit: int) -> list[Booking]:
    """Return the next times of `day` whose people were not reminded yet."""
    due = Booking.objects.filter(day=day, state=BookingState.BOOKED, reminded=False)
    return list(due.order_by("starts_at", "id")[:limit])


def coming_of(phone_hash: bytes, *, at: datetime) -> list[Booking]:
    """Return the times still to come that were booked with a number, soonest first."""
    mine = Booking.objects.filter(phone_hash=phone_hash, state=BookingState.BOOKED, starts_at__gt=at)
    return list(mine.order_by("starts_at", "id")[:10])
