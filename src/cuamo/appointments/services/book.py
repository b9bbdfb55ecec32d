"""Book a time."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.appointments import config
from cuamo.appointments.models import Booking, LessonSession
from cuamo.appointments.selectors.slots import bookable, places_of
from cuamo.appointments.services.places import take_lesson_place, take_place
from cuamo.appointments.types import BookingKind, BookingState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.crypto import keyed_hash
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.identifiers import phone as phones
from cuamo.kernel.ids import uuid7
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import SERVING

NAME_MOST = 100
CODE_TRIES = 8


@transaction.atomic
def book(
    *,
    unit_code: str,
    kind: str = BookingKind.VISIT,
    starts_at: datetime,
    name: str,
    phone: str,
    subject: str = "",
    at: datetime,
    actor: Actor = SYSTEM,
    session_id: UUID | None = None,
) -> Booking:
    """Book a time at a point (đặt giờ), or a place in a lesson. Records `booking.made`; the text follows.

    Never more people than places, however many ask at once; nothing is booked on days off.

    Args:
        kind: `VISIT`, or `LESSON` with `session_id`.
        starts_at: a time `free_slots` offers; for a lesson its own.
        name: who comes; needed. phone: mobile number, any way of writing; needed.
        subject: what it is for as the caller calls it, for example a referral's reference; opaque.
    Raises:
        NotFound: there is no such point or lesson.
        Invalid: the name is empty, the phone is none, the time cannot be booked.
        Conflict: the time is full, or this phone has booked it, or holds three times already.
    Law: none; configuration.
    """
    unit = Unit.objects.filter(code=unit_code, kind__in=SERVING, is_open=True).first()
    if unit is None:
        raise NotFound("point.unknown", "Không có điểm phục vụ này.", "There is no such point.")
    name = _name(name)
    number = phones.mobile(phone)
    phone_hash = keyed_hash(number, purpose="phone")
    if not subject:
        _require_few(phone_hash, at=at)
    session = None
    if kind == BookingKind.LESSON:
        session = _session(session_id, unit_code, at=at)
        starts_at = session.starts_at
        take_lesson_place(session.id)
    else:
        if not bookable(unit, starts_at, at=at):
            raise not_bookable()
        take_place(unit_code=unit_code, starts_at=starts_at, places=places_of(unit_code))
    booking = save_with_code(
        Booking(
            id=uuid7(at),
            unit_code=unit_code,
            kind=kind,
            starts_at=starts_at,
            day=to_hanoi(starts_at).date(),
            session=session,
            name=name,
            phone=number,
            phone_hash=phone_hash,
            subject=subject[:100],
            token=secrets.token_urlsafe(16),
            created_at=at,
        )
    )
    events.record(
        "booking.made",
        booking.id,
        actor=actor,
        at=at,
        unit_code=unit_code,
        kind=str(kind),
        starts_at=booking.starts_at.isoformat(),
        subject=booking.subject,
    )
    return booking


def not_bookable() -> Invalid:
    """Return the refusal of a time that cannot be booked."""
    return Invalid(
        "booking.time",
        "Không đặt được giờ này.",
        "This time cannot be booked.",
        where="starts_at",
        hint_vi="Chọn một giờ trong danh sách: trong giờ mở cửa, cách bây giờ ít nhất 30 phút.",
        hint_en="Choose a time of the list: within opening hours, at least 30 minutes from now.",
    )


def save_with_code(booking: Booking, *, first_code: str = "") -> Booking:
    """Save with a code nobody else uses at that point on that day; `first_code` is kept if it is free.

    Raises:
        Conflict: the same phone has booked the same time already.
    """
    for attempt in range(CODE_TRIES):
        drawn = f"{secrets.randbelow(1_000_000):06d}"
        booking.code = first_code if first_code and attempt == 0 else drawn
        try:
            with transaction.atomic():
                booking.save()
        except IntegrityError as error:
            if "appointments_booked_once" in str(error):
                raise Conflict(
                    "booking.twice",
                    "Số điện thoại này đã đặt giờ đó rồi.",
                    "This number has booked that time already.",
                    where="phone",
                    hint_vi="Xem tin nhắn đã nhận để đổi hoặc hủy.",
                    hint_en="See the text message to move or cancel it.",
                ) from error
            if "appointments_code_once" not in str(error):
                raise
        else:
            return booking
    raise Conflict("booking.codes", "Chưa đặt được. Thử lại.", "Not booked. Try again.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 2 <= len(name) <= NAME_MOST:
        raise Invalid(
            "booking.name",
            "Cần họ tên người tới.",
            "The name of the person who comes is needed.",
            where="name",
            hint_vi="Viết như trên căn cước, ví dụ Nguyễn Thị Hoa.",
            hint_en="As on the identity card, for example Nguyễn Thị Hoa.",
        )
    return name


def _require_few(phone_hash: bytes, *, at: datetime) -> None:
    held = Booking.objects.filter(
        phone_hash=phone_hash, state=BookingState.BOOKED, starts_at__gt=at, subject=""
    )
    if held.count() >= config.MOST_PER_PHONE:
        raise Conflict(
            "booking.many",
            f"Số điện thoại này đang giữ {config.MOST_PER_PHONE} giờ hẹn.",
            f"This number holds {config.MOST_PER_PHONE} booked times.",
            where="phone",
            hint_vi="Hủy một giờ không dùng nữa, rồi đặt giờ mới.",
            hint_en="Cancel one that is not needed, then book a new one.",
        )


def _session(session_id: UUID | None, unit_code: str, *, at: datetime) -> LessonSession:
    found = LessonSession.objects.filter(
        id=session_id or UUID(int=0), unit_code=unit_code, cancelled_at=None, starts_at__gt=at
    ).first()
    if found is None:
        raise NotFound(
            "lesson.unknown",
            "Không có buổi học này, hoặc buổi học đã bắt đầu.",
            "There is no such lesson, or it has begun.",
        )
    return found
