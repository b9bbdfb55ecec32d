"""Take a number."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.appointments import config
from cuamo.appointments.models import Booking, Ticket
from cuamo.appointments.rules.order import rank
from cuamo.appointments.rules.reasons import BY_KEY
from cuamo.appointments.selectors.opening import at_time, opens_next, spans_of
from cuamo.appointments.types import BookingKind, BookingState, Priority
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import SERVING

SOURCES = frozenset({"DOOR", "PHONE", "CLERK", "BOOKING"})
MOST_A_DAY = 999


@transaction.atomic
def take_ticket(
    *, unit_code: str, reason: str, priority: str = "", source: str, actor: Actor, at: datetime
) -> Ticket:
    """Take the next number of the day at a point (lấy số thứ tự). Records `ticket.taken`.

    Nobody says who they are. Numbers are given out from half an hour before opening until closing.

    Args:
        reason: key of `rules/reasons.py`. priority: of `Priority`, self-declared.
        source: DOOR, PHONE or CLERK.
    Raises:
        NotFound: there is no such point.
        Invalid: reason or priority is none of the list.
        Conflict: the point is closed at `at`.
    Law: none; configuration.
    """
    unit = open_point(unit_code, at=at)
    return give_number(
        unit, reason=reason, priority=priority, source=source, booking=None, actor=actor, at=at
    )


@transaction.atomic
def arrive(*, booking_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Turn a booked time into a number (đến theo giờ hẹn); again gives the same. Records `ticket.taken`.

    Raises:
        NotFound: there is no such booked time. Conflict: it was cancelled, is not today, or is a lesson.
    """
    booking = Booking.objects.select_for_update().filter(id=booking_id).first()
    if booking is None or (actor.unit_code and booking.unit_code != actor.unit_code):
        raise NotFound("booking.unknown", "Không thấy giờ hẹn này.", "There is no such booked time.")
    if booking.state == BookingState.ARRIVED:
        return Ticket.objects.get(booking=booking)
    _require_arrivable(booking, at=at)
    unit = open_point(booking.unit_code, at=at)
    booking.state = BookingState.ARRIVED
    booking.ended_at = at
    booking.save(update_fields=["state", "ended_at"])
    return give_number(unit, reason="nop", priority="", source="BOOKING", booking=booking, actor=actor, at=at)


def give_number(
    unit: Unit,
    *,
    reason: str,
    priority: str,
    source: str,
    booking: Booking | None,
    actor: Actor,
    at: datetime,
) -> Ticket:
    """Make the ticket; the row its number comes from stays locked until the transaction ends."""
    if reason not in BY_KEY:
        raise Invalid(
            "ticket.reason", "Chọn việc cần làm trong danh sách.", "Choose one of the listed reasons."
        )
    if priority not in Priority.values or source not in SOURCES:
        raise Invalid("ticket.priority", "Chọn diện ưu tiên trong danh sách.", "Choose one of the list.")
    claim = Priority(priority)
    day = to_hanoi(at).date()
    ticket = Ticket(
        id=uuid7(at),
        unit_code=unit.code,
        day=day,
        token=secrets.token_urlsafe(16),
        reason=reason,
        priority=claim,
        source=source,
        booking=booking,
        taken_at=at,
        rank_at=rank(at, priority=claim, booked_for=booking.starts_at if booking else None),
    )
    ticket.number = take_number(f"ticket:{unit.code}:{day:%Y%m%d}")
    if ticket.number > MOST_A_DAY:
        raise Conflict(
            "ticket.no_more",
            "Hôm nay đã hết số. Gặp nhân viên ở quầy.",
            "No numbers are left today. Speak to the staff.",
        )
    ticket.save(force_insert=True)
    events.record(
        "ticket.taken",
        ticket.id,
        actor=actor,
        at=at,
        unit_code=unit.code,
        number=ticket.number,
        reason=reason,
        priority=str(claim),
        source=source,
    )
    return ticket


def open_point(unit_code: str, *, at: datetime) -> Unit:
    """Return the point if it gives out numbers at `at`.

    Raises:
        NotFound: there is no such point. Conflict: it is closed; says when it opens.
    """
    unit = Unit.objects.filter(code=unit_code, kind__in=SERVING).first()
    if unit is None:
        raise NotFound("point.unknown", "Không có điểm phục vụ này.", "There is no such point.")
    local = to_hanoi(at)
    day = local.date()
    for start, end in spans_of(unit, day):
        if at_time(day, start) - config.OPENS_BEFORE <= local < at_time(day, end):
            return unit
    opens = opens_next(unit, at=at)
    when_vi = f"Mở lại lúc {opens:%H:%M %d/%m/%Y}." if opens else ""
    when_en = f"It opens at {opens:%H:%M %d/%m/%Y}." if opens else ""
    raise Conflict(
        "point.closed",
        "Điểm này đang đóng cửa, chưa lấy số được.",
        "This point is closed; no number can be taken now.",
        hint_vi=when_vi,
        hint_en=when_en,
    )


def _require_arrivable(booking: Booking, *, at: datetime) -> None:
    if booking.state == BookingState.CANCELLED:
        raise Conflict(
            "booking.cancelled",
            "Giờ hẹn này đã hủy. Lấy số như người chưa hẹn.",
            "This time was cancelled. Take a number instead.",
        )
    if booking.kind == BookingKind.LESSON:
        raise Conflict(
            "booking.lesson",
            "Đây là chỗ học. Vào thẳng lớp, không cần lấy số.",
            "This is a place in a lesson. Go straight in, no number is needed.",
        )
    early = booking.starts_at - config.ARRIVES_BEFORE
    if not early <= at <= booking.starts_at + config.ARRIVES_AFTER:
        hour = f"{to_hanoi(booking.starts_at):%H:%M %d/%m/%Y}"
        raise Conflict(
            "booking.not_now",
            f"Giờ hẹn là {hour}. Báo đã tới từ 60 phút trước giờ đó.",
            f"The booked time is {hour}. Say that you are here from 60 minutes before.",
        )
