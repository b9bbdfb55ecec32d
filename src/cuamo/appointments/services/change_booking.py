"""Cancel a booked time, or move it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cuamo.appointments.models import Booking, LessonSession
from cuamo.appointments.selectors.slots import bookable, places_of
from cuamo.appointments.services.book import not_bookable, save_with_code
from cuamo.appointments.services.places import (
    give_lesson_place_back,
    give_place_back,
    hold_times,
    take_place,
)
from cuamo.appointments.types import BookingKind, BookingState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, NotFound
from cuamo.organisation.models import Unit


@transaction.atomic
def cancel(*, booking_id: UUID, actor: Actor, at: datetime, reason: str = "") -> Booking:
    """Cancel a booked time (hủy hẹn); its place is free at once. Records `booking.cancelled`.

    Cancelling again changes nothing.

    Args:
        reason: why, when the point cancels; empty when the person does.
    Raises:
        NotFound: there is none. Conflict: the person has arrived, or the time is over.
    """
    _lock_lesson(booking_id)
    booking = _locked(booking_id)
    if booking.state == BookingState.CANCELLED:
        return booking
    _require_open(booking, at=at)
    _give_back(booking)
    booking.state = BookingState.CANCELLED
    booking.ended_at = at
    booking.save(update_fields=["state", "ended_at"])
    events.record(
        "booking.cancelled",
        booking.id,
        actor=actor,
        at=at,
        unit_code=booking.unit_code,
        by_point=bool(reason),
        subject=booking.subject,
    )
    return booking


@transaction.atomic
def move(*, booking_id: UUID, starts_at: datetime, actor: Actor, at: datetime) -> Booking:
    """Move a booked time at the same point (đổi giờ hẹn). Records `booking.moved`; a new text follows.

    The new place is taken before the old one is given back: a refusal leaves the old time standing.

    Raises:
        NotFound: there is none. Invalid: the time cannot be booked.
        Conflict: the new time is full, the person has arrived, the time is over, or it is a lesson.
    """
    booking = _locked(booking_id)
    _require_open(booking, at=at)
    if booking.state == BookingState.CANCELLED or booking.kind == BookingKind.LESSON:
        raise _over()
    if booking.starts_at == starts_at:
        return booking
    unit = Unit.objects.get(code=booking.unit_code)
    if not bookable(unit, starts_at, at=at):
        raise not_bookable()
    hold_times(booking.unit_code, booking.starts_at, starts_at)
    take_place(unit_code=booking.unit_code, starts_at=starts_at, places=places_of(booking.unit_code))
    _give_back(booking)
    former = booking.starts_at
    booking.starts_at = starts_at
    booking.day = _day(starts_at)
    booking.moves += 1
    booking.reminded = False
    save_with_code(booking, first_code=booking.code)
    events.record(
        "booking.moved",
        booking.id,
        actor=actor,
        at=at,
        unit_code=booking.unit_code,
        former=former.isoformat(),
        starts_at=starts_at.isoformat(),
        subject=booking.subject,
    )
    return booking


def _lock_lesson(booking_id: UUID) -> None:
    """Lock the lesson before the booking, in the order in which calling a lesson off locks them."""
    session_id = Booking.objects.filter(id=booking_id).values_list("session_id", flat=True).first()
    if session_id is not None:
        LessonSession.objects.select_for_update().filter(id=session_id).first()


def _locked(booking_id: UUID) -> Booking:
    booking = Booking.objects.select_for_update(of=("self",)).filter(id=booking_id).first()
    if booking is None:
        raise NotFound("booking.unknown", "Không thấy giờ hẹn này.", "There is no such booked time.")
    return booking


def _require_open(booking: Booking, *, at: datetime) -> None:
    if booking.state == BookingState.ARRIVED or booking.starts_at <= at:
        raise _over()


def _give_back(booking: Booking) -> None:
    if booking.session_id is not None:
        give_lesson_place_back(booking.session_id)
    else:
        give_place_back(unit_code=booking.unit_code, starts_at=booking.starts_at)


def _over() -> Conflict:
    return Conflict(
        "booking.over",
        "Giờ hẹn này không đổi được nữa.",
        "This booked time cannot be changed any more.",
        hint_vi="Đặt một giờ mới.",
        hint_en="Book a new time.",
    )


def _day(moment: datetime) -> date:
    return to_hanoi(moment).date()
