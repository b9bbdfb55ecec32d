"""How long to wait before a text is tried again, and when to give it up."""

from datetime import timedelta

_WAITS_SECONDS = (5, 15, 45, 120, 300, 900)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(hours=24)
GIVE_UP_CODE_AFTER = timedelta(minutes=5)
"""A code nobody can use any more is not sent."""


def wait_after(attempts: int) -> timedelta:
    """Return the pause after the `attempts`-th failed attempt, counted from 1."""
    if attempts <= len(_WAITS_SECONDS):
        return timedelta(seconds=_WAITS_SECONDS[attempts - 1])
    return LONGEST_WAIT
