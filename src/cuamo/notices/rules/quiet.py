"""When phones are left in peace."""

from datetime import datetime, time, timedelta

from cuamo.kernel.clock import HANOI

QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(7, 0)


def may_go_at(at: datetime, *, quiet: bool) -> datetime:
    """Return the first moment from `at` on at which a text may go out.

    Quiet hours are 21:00 to 7:00 in Hanoi; 7:00 itself is allowed. Texts that carry a code the person waits
    for are never held back (`quiet` is False).
    """
    local = at.astimezone(HANOI)
    if not quiet or QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=HANOI)
