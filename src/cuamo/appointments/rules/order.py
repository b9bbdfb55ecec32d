"""Who is called next: one moment per number, the earliest first."""

from datetime import datetime, timedelta

from cuamo.appointments.types import Priority

PRIORITY_HEAD_START = timedelta(minutes=60)
"""Someone with priority stands where people stand who came this much earlier."""
BOOKED_HEAD_START = timedelta(minutes=30)
"""Someone with a booked time stands where people stand who came this long before that time."""
BOOKED_GRACE = timedelta(minutes=15)
"""As late as this a booked time still counts; later, the moment of arrival does."""
RETURN_HEAD_START = timedelta(minutes=15)
"""Someone who missed a call and is back stands where people stand who came this much earlier."""
LONGEST_HEAD_START = PRIORITY_HEAD_START
"""Nobody is called before somebody who came longer ago than this: no one waits for ever."""


def rank(
    arrived_at: datetime, *, priority: Priority = Priority.NONE, booked_for: datetime | None = None
) -> datetime:
    """Return the moment a number is ordered by; the earliest is called first, then the lower number.

    Every advantage is a head start in time, never a place before all others: whoever came more than
    `LONGEST_HEAD_START` earlier goes first whatever the later one claims. The best claim counts, claims do
    not add up, and no claim makes the wait longer than coming without it.

    Args:
        arrived_at: when the number was taken.
        priority: self-declared; elderly people, pregnant women, disabled people, people with meritorious
            service.
        booked_for: the time that was booked.
    Law: elderly people are those of 60 years and more, Law 39/2009/QH12, art. 2. Whom a point calls earlier,
        and by how much, is configuration.
    """
    moments = [arrived_at]
    if priority is not Priority.NONE:
        moments.append(arrived_at - PRIORITY_HEAD_START)
    if booked_for is not None and arrived_at <= booked_for + BOOKED_GRACE:
        moments.append(booked_for - BOOKED_HEAD_START)
    return min(moments)


def rank_on_return(returned_at: datetime, *, before: datetime) -> datetime:
    """Return the moment of someone who missed a call and is back: soon, never earlier than it was.

    Law: none; configuration.
    """
    return max(before, returned_at - RETURN_HEAD_START)
