"""When the payment platform is asked again."""

from datetime import datetime, timedelta

LIFE = timedelta(minutes=15)
"""How long the page of one attempt takes money."""
GRACE = timedelta(minutes=2)
"""How long after that an answer «nothing came» is not yet believed."""
_FIRST = timedelta(seconds=20)
_LONGEST = timedelta(minutes=30)
_LATE_TIMES = 12
_LATE_LONGEST = timedelta(days=1)
MOST_UNANSWERED = 200
"""How often a silent platform is asked about a try that another one took the place of: four days; once more
when the code has run out."""


def ask_again_at(*, at: datetime, asked: int) -> datetime:
    """Return when to ask next after `asked` questions without an end: 20 s, doubling, at most 30 min."""
    return at + min(_FIRST * (1 << min(asked, 10)), _LONGEST)


def ran_out(*, at: datetime, expires_at: datetime) -> bool:
    """True when «nothing came» ends the attempt."""
    return at >= expires_at + GRACE


def ask_late_at(*, at: datetime, answered: int, most: int, expires_at: datetime) -> datetime | None:
    """Return when to ask about a try that another one took the place of; None when it was asked often enough.

    Money may be on its way, and a code that was scanned or printed takes money till it runs out: 20 s, 12
    times longer after every answer, at most a day; the last question comes after the code has run out.

    Args:
        answered: how often the platform has answered that nothing came.
        most: how many answers are enough.
    """
    if answered >= most:
        return None
    then = at + min(_FIRST * int(_LATE_TIMES ** min(answered, 9)), _LATE_LONGEST)
    return max(then, expires_at + GRACE) if answered == most - 1 else then


def ask_silent_at(*, at: datetime, asked: int, expires_at: datetime) -> datetime | None:
    """Return when to ask a silent platform next about such a try; None when it was asked often enough.

    It is never left alone before the code has run out: till then money can come for it.
    """
    then = ask_again_at(at=at, asked=asked)
    if asked < MOST_UNANSWERED:
        return then
    return None if ran_out(at=at, expires_at=expires_at) else max(then, expires_at + GRACE)


def asked_until(*, next_at: datetime, answered: int, most: int, expires_at: datetime) -> datetime:
    """Return when the last question about such a try comes, where the platform answers each from now on."""
    at = next_at
    while True:
        answered += 1
        then = ask_late_at(at=at, answered=answered, most=most, expires_at=expires_at)
        if then is None:
            return at
        at = then
