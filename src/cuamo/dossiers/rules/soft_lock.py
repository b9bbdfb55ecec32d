"""One officer at a time looks at a dossier; the lock is advice, never a wall."""

from datetime import datetime, timedelta

LOCK_FOR = timedelta(minutes=20)


def is_free(*, locked_by: str, locked_at: datetime | None, officer_id: str, now: datetime) -> bool:
    """True when the officer may open without taking over: unlocked, their own, or 20 minutes untouched."""
    return not locked_by or locked_at is None or locked_by == officer_id or locked_at < now - LOCK_FOR
