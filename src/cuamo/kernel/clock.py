"""The city's clock: every moment is aware; days and hours are read in Hanoi."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_DAY_AND_TIME = re.compile(r"^\S{8,10}[T ]\s*\d{2}")


def to_hanoi(at: datetime) -> datetime:
    """Return the same moment in Hanoi time.

    Raises:
        ValueError: `at` has no time zone, or lies beyond what a calendar can hold.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} carries no time zone")
    try:
        return at.astimezone(HANOI)
    except OverflowError:
        raise ValueError(f"{at.isoformat()} lies beyond the calendar") from None


def parse(text: str) -> datetime:
    """Read an ISO 8601 day and time; without an offset it is Hanoi time. The answer is in Hanoi time.

    Raises:
        ValueError: not a day with a time of day.
    """
    words = " ".join(text.split())
    if not _DAY_AND_TIME.match(words):
        raise ValueError(f"{_short(words)} is not a day and a time; write 2026-09-11 16:00")
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise ValueError(
            f"{_short(words)} is not a day and a time ({error}); write 2026-09-11 16:00"
        ) from None
    return to_hanoi(at if at.tzinfo is not None else at.replace(tzinfo=HANOI))


def local(text: str) -> datetime:
    """Return the moment that Hanoi's clocks show as `text`: `local("2026-09-11 16:00")`.

    Raises:
        ValueError: `text` is no day and time, or names an offset of its own.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is not None:
        raise ValueError(f"{text} names its own offset; local() takes Hanoi time")
    return at.replace(tzinfo=HANOI)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
