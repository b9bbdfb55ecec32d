"""Open a lesson for citizens to book, or call it off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.appointments.models import Booking, LessonSession
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.selectors.opening import is_open
from cuamo.appointments.services.change_booking import cancel
from cuamo.appointments.types import BookingState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role

TEACHERS = frozenset({Role.CLERK.value, Role.SHIFT_LEAD.value, Role.COORDINATOR.value})
MOST_PLACES = 60
DAYS_AHEAD = 60


@transaction.atomic
def open_lesson(
    *, lesson_key: str, starts_at: datetime, places: int, staff: Actor, at: datetime
) -> LessonSession:
    """Open a lesson at the point of `staff` (mở buổi học). Records `lesson.opened`.

    Raises:
        NotPermitted: `staff` works at no counter.
        Invalid: no such lesson, a time outside opening hours or too far ahead, or no places.
        Conflict: the same lesson is open at that time already.
    Law: none; configuration.
    """
    unit = _require_teacher(staff)
    if lesson_key not in lessons():
        raise Invalid(
            "lesson.key", "Chọn bài học trong danh sách.", "Choose a lesson of the list.", where="lesson"
        )
    if not 1 <= places <= MOST_PLACES:
        raise Invalid(
            "lesson.places",
            f"Số chỗ từ 1 đến {MOST_PLACES}.",
            f"Places are 1 to {MOST_PLACES}.",
            where="places",
        )
    minutes = lessons()[lesson_key].minutes
    ends_at = starts_at + timedelta(minutes=minutes)
    soon_enough = at < starts_at <= at + timedelta(days=DAYS_AHEAD)
    if (
        not soon_enough
        or not is_open(unit, at=starts_at)
        or not is_open(unit, at=ends_at - timedelta(minutes=1))
    ):
        raise Invalid(
            "lesson.time",
            "Buổi học phải nằm trong giờ mở cửa và trong 60 ngày tới.",
            "A lesson lies within opening hours and the next 60 days.",
            where="starts_at",
        )
    session = LessonSession(
        id=uuid7(at),
        unit_code=unit.code,
        lesson_key=lesson_key,
        starts_at=starts_at,
        minutes=minutes,
        places=places,
        opened_by=staff.name,
        opened_at=at,
    )
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            "lesson.twice",
            "Bài này đã có buổi học vào giờ đó.",
            "This lesson is open at that time already.",
            where="starts_at",
        ) from error
    events.record(
        "lesson.opened",
        session.id,
        actor=staff,
        at=at,
        unit_code=unit.code,
        lesson=lesson_key,
        starts_at=starts_at.isoformat(),
        places=places,
    )
    return session


@transaction.atomic
def call_off_lesson(*, session_id: UUID, reason: str, staff: Actor, at: datetime) -> LessonSession:
    """Call a lesson off (hủy buổi học); everybody who booked is told. Records `lesson.called_off`.

    Calling it off again changes nothing.

    Raises:
        NotPermitted: it is another point's. NotFound: there is none. Invalid: no reason is given.
        Conflict: it has begun.
    """
    unit = _require_teacher(staff)
    session = LessonSession.objects.select_for_update().filter(id=session_id, unit_code=unit.code).first()
    if session is None:
        raise NotFound("lesson.unknown", "Không có buổi học này.", "There is no such lesson.")
    if session.cancelled_at is not None:
        return session
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise Invalid(
            "lesson.reason",
            "Cần ghi lý do hủy: người đã đặt sẽ đọc.",
            "Say why: people who booked will read it.",
            where="reason",
        )
    if session.starts_at <= at:
        raise Conflict("lesson.begun", "Buổi học đã bắt đầu.", "The lesson has begun.")
    for booking in Booking.objects.filter(session=session, state=BookingState.BOOKED).order_by("id"):
        cancel(booking_id=booking.id, actor=staff, at=at, reason=reason)
    session.refresh_from_db()
    session.cancelled_at = at
    session.reason = reason
    session.save(update_fields=["cancelled_at", "reason"])
    events.record("lesson.called_off", session.id, actor=staff, at=at, unit_code=unit.code)
    return session


def _require_teacher(staff: Actor) -> Unit:
    unit = Unit.objects.filter(code=staff.unit_code).first()
    if unit is None or not staff.roles & TEACHERS:
        raise NotPermitted(
            "lesson.staff",
            "Chỉ nhân viên của điểm mở được buổi học.",
            "Only staff of the point can open a lesson.",
        )
    return unit
