"""Count tries at signing in; the count holds across all processes because it lives in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from cuamo.kernel.crypto import keyed_hash
from cuamo.organisation.models import SignInLimit

WINDOW = timedelta(minutes=10)

_TAKE = """
INSERT INTO organisation_sign_in_limit AS l (key, tries, window_ends_at) VALUES (%(key)s, 1, %(ends)s)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN l.window_ends_at <= %(at)s THEN 1 ELSE l.tries + 1 END,
    window_ends_at = CASE WHEN l.window_ends_at <= %(at)s THEN %(ends)s ELSE l.window_ends_at END
RETURNING tries, window_ends_at
"""


@dataclass(frozen=True)
class Try:
    """The outcome of asking for one more try."""

    allowed: bool
    left: int
    until: datetime
    """When the window ends and counting starts anew."""


def take_try(*, what: str, most: int, at: datetime, window: timedelta = WINDOW) -> Try:
    """Count one try of `what` before it is made, so that tries in parallel count too (giới hạn số lần thử).

    Args:
        what: whose tries, for example `name:lan.nt`; kept as a keyed hash only.
        most: tries allowed in one window.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": _key(what), "at": at, "ends": at + window})
        tries, until = cursor.fetchone()
    return Try(allowed=tries <= most, left=max(0, most - tries), until=until)


def closed_until(*, allowed: Mapping[str, int], at: datetime) -> datetime | None:
    """Return until when tries are refused because one of the counts is used up; None while one may try.

    Reads only: for what is tried often and mostly right, where just the wrong tries are counted afterwards.

    Args:
        allowed: whose tries, and how many of them one window allows.
    """
    keys = {_key(what): most for what, most in allowed.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, tries, window_ends_at FROM organisation_sign_in_limit"
            " WHERE key = ANY(%s) AND window_ends_at > %s",
            [list(keys), at],
        )
        ends = [until for key, tries, until in cursor.fetchall() if tries >= keys[bytes(key)]]
    return max(ends, default=None)


def give_back(*, what: str) -> None:
    """Take one try off the count: it succeeded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organisation_sign_in_limit SET tries = tries - 1 WHERE key = %s AND tries > 0",
            [_key(what)],
        )


def forget_tries(*, what: str) -> None:
    """Start the count of `what` anew."""
    SignInLimit.objects.filter(key=_key(what)).delete()


def forget_old_tries(*, at: datetime) -> int:
    """Delete counts whose window is over; returns how many."""
    deleted, _ = SignInLimit.objects.filter(window_ends_at__lte=at).delete()
    return deleted


def _key(what: str) -> bytes:
    return keyed_hash(what, purpose="sign-in-limit")
