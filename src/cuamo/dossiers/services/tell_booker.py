"""Text the person who booked a time."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.appointments.models import Booking
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.types import BookingKind, BookingState
from cuamo.kernel.clock import to_hanoi
from cuamo.notices.selectors.notices import about
from cuamo.notices.services.send import send_notice
from cuamo.organisation.models import Unit
from cuamo.people.selectors.uses import messages_stopped_for

TEXTS = {
    "booking.made": "N13",
    "booking.moved": "N13D",
    "booking.cancelled": "N13H",
    "booking.due": "N13N",
}


@transaction.atomic
def tell_booker(*, booking_id: UUID, news: str, at: datetime) -> str | None:
    """Queue the text that belongs to the news of a booked time; hearing it again sends nothing more.

    A time the person cancelled themselves needs no text; `booking.cancelled` is told when the point did it.

    Returns the template used, None where nothing is sent.
    """
    booking = Booking.objects.select_related("session").filter(id=booking_id).first()
    if booking is None or news not in TEXTS:
        return None
    standing = booking.state == BookingState.BOOKED
    if standing == (news == "booking.cancelled"):
        return None
    if news == "booking.due" and messages_stopped_for(bytes(booking.phone_hash)):
        return None
    template = "N13B" if booking.session and news == "booking.made" else TEXTS[news]
    most = booking.moves if news == "booking.moved" else 1
    if about(booking.id).filter(template=template).count() >= max(most, 1):
        return None
    values = _values(booking)
    wanted = {
        "N13H": ("time", "date", "place", "link", "phone"),
        "N13B": ("lesson", "time", "date", "place", "link"),
    }.get(template, ("time", "date", "place", "code", "link"))
    send_notice(
        template=template,
        phone=booking.phone,
        params={name: values[name] for name in wanted},
        subject_id=booking.id,
        at=at,
    )
    return template


def _values(booking: Booking) -> dict[str, str]:
    unit = Unit.objects.filter(code=booking.unit_code).first()
    local = to_hanoi(booking.starts_at)
    lesson = lessons().get(booking.session.lesson_key) if booking.session else None
    cancelled = booking.state == BookingState.CANCELLED
    again = "dat-lich/bai-hoc/" if booking.kind == BookingKind.LESSON else f"dat-lich/{booking.unit_code}/"
    return {
        "time": f"{local:%H:%M}",
        "date": f"{local:%d/%m}",
        "place": unit.name_vi if unit else booking.unit_code,
        "code": booking.code,
        "link": f"{settings.PUBLIC_URL}/{again if cancelled else f'hen/{booking.token}'}",
        "lesson": lesson.name_vi if lesson else "",
        "phone": settings.HOTLINE,
    }
