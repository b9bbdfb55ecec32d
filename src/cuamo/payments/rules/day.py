"""A day of reconciliation is a day of Hanoi."""

from datetime import date, datetime, time, timedelta

from cuamo.kernel.clock import HANOI


def begins(day: date) -> datetime:
    """Return the first moment of the day."""
    return datetime.combine(day, time(0), HANOI)


def closes(day: date) -> datetime:
    """Return the first moment after the day (giờ khóa sổ)."""
    return begins(day + timedelta(days=1))


def day_begins(at: datetime) -> datetime:
    """Return the first moment of the day of a moment."""
    return begins(at.astimezone(HANOI).date())
