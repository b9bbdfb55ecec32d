"""When the payment platform is asked again."""

from datetime import datetime, timedelta

LIFE = timedelta(minutes=15)
"""How long the page of one attempt takes money."""
GRACE = timedelta(minutes=2)
"""How long after that an answer «nothing came» is not yet believed."""
_FIRST = timedelta(seconds=20)
_LONGEST = timedelta(minutes=30)


def ask_again_at(*, at: datetime, asked: int) -> datetime:
    """Return when to ask next after `asked` questions without an end: 20 s, doubling, at most 30 min."""
    return at + min(_FIRST * (1 << min(asked, 10)), _LONGEST)


def ran_out(*, at: datetime, expires_at: datetime) -> bool:
    """True when «nothing came» ends the attempt."""
    return at >= expires_at + GRACE
