"""When phones are left in peace (giờ yên tĩnh)."""

from datetime import datetime, time, timedelta

from cuamo.kernel.clock import HANOI

Hours = tuple[time, time]
USUAL: Hours = (time(21, 0), time(7, 0))
NONE = "none"


def hours_from(words: str) -> Hours | None:
    """Read `21:00-07:00`, or `none`.

    Raises:
        ValueError: neither of the two.
    """
    if words.strip().lower() == NONE:
        return None
    try:
        begin, end = (time.fromisoformat(part.strip()) for part in words.split("-"))
    except ValueError:
        raise ValueError(f"quiet hours look like 21:00-07:00, or {NONE}; got {words!r}") from None
    return begin, end


def may_go_at(at: datetime, *, quiet: bool, hours: Hours | None = USUAL) -> datetime:
    """Return the first moment from `at` on at which a text may go out.

    The moment they end is allowed. Texts that carry a code the person waits for are never held back (`quiet`
    is False).

    Args:
        hours: from and until, by the clock of Hanoi; over midnight where they begin later than they end.
    """
    local = at.astimezone(HANOI)
    if not quiet or hours is None or not _within(local.time(), hours):
        return at
    day = local.date() if local.time() < hours[1] else local.date() + timedelta(days=1)
    return datetime.combine(day, hours[1], tzinfo=HANOI)


def _within(moment: time, hours: Hours) -> bool:
    begin, end = hours
    return begin <= moment < end if begin <= end else moment >= begin or moment < end
