"""Take a place of a time, and give it back; never more than there are, whoever asks at once."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from cuamo.kernel.errors import Conflict

_TAKE = """
INSERT INTO appointments_slot AS s (unit_code, starts_at, taken) VALUES (%(unit)s, %(starts)s, 1)
ON CONFLICT (unit_code, starts_at) DO UPDATE SET taken = s.taken + 1 WHERE s.taken < %(places)s
RETURNING taken
"""
_HOLD = """
INSERT INTO appointments_slot AS s (unit_code, starts_at, taken) VALUES (%s, %s, 0)
ON CONFLICT (unit_code, starts_at) DO UPDATE SET taken = s.taken
"""
_GIVE = "UPDATE appointments_slot SET taken = taken - 1 WHERE unit_code = %s AND starts_at = %s AND taken > 0"
_TAKE_LESSON = """
UPDATE appointments_lesson_session SET taken = taken + 1
WHERE id = %s AND cancelled_at IS NULL AND taken < places RETURNING taken
"""
_GIVE_LESSON = "UPDATE appointments_lesson_session SET taken = taken - 1 WHERE id = %s AND taken > 0"


def take_place(*, unit_code: str, starts_at: datetime, places: int) -> None:
    """Take one place of a time at a point's counters; the row stays locked until the transaction ends.

    Raises:
        Conflict: the time is full.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"unit": unit_code, "starts": starts_at, "places": places})
        if places < 1 or cursor.fetchone() is None:
            raise _full()


def hold_times(unit_code: str, *times: datetime) -> None:
    """Lock these times of a point, in order: people who cross each other never wait in a ring."""
    with connection.cursor() as cursor:
        for moment in sorted(times):
            cursor.execute(_HOLD, [unit_code, moment])


def give_place_back(*, unit_code: str, starts_at: datetime) -> None:
    """Give a place of a time back."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [unit_code, starts_at])


def take_lesson_place(session_id: UUID) -> None:
    """Take one place of a lesson.

    Raises:
        Conflict: it is full, or does not take place.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_LESSON, [session_id])
        if cursor.fetchone() is None:
            raise _full()


def give_lesson_place_back(session_id: UUID) -> None:
    """Give a place of a lesson back."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_LESSON, [session_id])


def _full() -> Conflict:
    return Conflict(
        "booking.full",
        "Giờ này vừa hết chỗ.",
        "This time has just been taken.",
        where="starts_at",
        hint_vi="Chọn giờ khác.",
        hint_en="Choose another time.",
    )
