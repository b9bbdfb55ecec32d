"""Who waits, who is called, how long it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from cuamo.appointments import config
from cuamo.appointments.models import Pace, Ticket
from cuamo.appointments.rules.waiting import Wait, wait_range
from cuamo.appointments.types import TicketState
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Shift

LAST_CALLS = 6
PACE_GOOD_FOR_DAYS = config.PACE_DAYS


@dataclass(frozen=True)
class Queue:
    """A point's queue of this moment."""

    waiting: int
    counters: int
    """Counters at which somebody sits now."""
    wait: Wait | None
    """For whoever comes now; None without counters or measured times."""
    measured: bool
    """Whether visits of the last two weeks were measured here."""


def queues_of(unit_codes: Iterable[str], *, at: datetime) -> dict[str, Queue]:
    """Return the queue of each point; three questions, however many points (đang chờ, thời gian chờ)."""
    codes = list(unit_codes)
    waiting = _waiting(codes, to_hanoi(at).date())
    counters = _counters(codes)
    paces = {
        pace.unit_code: pace
        for pace in Pace.objects.filter(unit_code__in=codes)
        if (at - pace.measured_at).days < PACE_GOOD_FOR_DAYS
    }
    found = {}
    for code in codes:
        ahead, seats, pace = waiting.get(code, 0), counters.get(code, 0), paces.get(code)
        found[code] = Queue(
            waiting=ahead, counters=seats, wait=_wait(ahead, seats, pace), measured=pace is not None
        )
    return found


def ticket_by_token(token: str) -> Ticket:
    """Return the number the page follows.

    Raises:
        NotFound: there is none.
    """
    ticket = Ticket.objects.filter(token=token).first() if token else None
    if ticket is None:
        raise NotFound(
            "ticket.unknown",
            "Không thấy số này. Quét lại mã trên phiếu.",
            "There is no such number. Scan the code of the slip again.",
        )
    return ticket


def ahead_of(ticket: Ticket) -> int:
    """Return how many are called before this number (trước còn bao nhiêu người)."""
    waiting = Ticket.objects.filter(unit_code=ticket.unit_code, day=ticket.day, state=TicketState.WAITING)
    earlier = Q(rank_at__lt=ticket.rank_at) | Q(rank_at=ticket.rank_at, number__lt=ticket.number)
    return waiting.filter(earlier).count()


def wait_of(ticket: Ticket, *, ahead: int, at: datetime) -> Wait | None:
    """Return how long this number waits; None without counters or measured times."""
    pace = Pace.objects.filter(unit_code=ticket.unit_code).first()
    if pace is not None and (at - pace.measured_at).days >= PACE_GOOD_FOR_DAYS:
        pace = None
    return _wait(ahead, _counters([ticket.unit_code]).get(ticket.unit_code, 0), pace)


def waiting_at(unit_code: str, *, at: datetime, limit: int = 50) -> list[Ticket]:
    """Return who waits at the point, in the order of calling."""
    waiting = Ticket.objects.filter(
        unit_code=unit_code, day=to_hanoi(at).date(), state=TicketState.WAITING
    ).select_related("booking")
    return list(waiting.order_by("rank_at", "number")[:limit])


def missed_at(unit_code: str, *, at: datetime, limit: int = 20) -> list[Ticket]:
    """Return the numbers nobody came to today, newest first."""
    missed = Ticket.objects.filter(unit_code=unit_code, day=to_hanoi(at).date(), state=TicketState.MISSED)
    return list(missed.order_by("-called_at")[:limit])


def called_by(clerk_id: str, *, at: datetime) -> Ticket | None:
    """Return the number this clerk has called and that has not come yet."""
    return Ticket.objects.filter(clerk_id=clerk_id, state=TicketState.CALLED, day=to_hanoi(at).date()).first()


def calls_at(unit_code: str, *, at: datetime, limit: int = LAST_CALLS) -> list[Ticket]:
    """Return the last calls at the point today, newest first (các số vừa gọi)."""
    called = Ticket.objects.filter(
        unit_code=unit_code,
        day=to_hanoi(at).date(),
        called_at__isnull=False,
        state__in=[TicketState.CALLED, TicketState.SERVING, TicketState.DONE],
    )
    return list(called.order_by("-called_at", "-number")[:limit])


def _waiting(codes: list[str], day: date) -> dict[str, int]:
    rows = Ticket.objects.filter(unit_code__in=codes, day=day, state=TicketState.WAITING)
    return dict(rows.values_list("unit_code").annotate(people=Count("id")).order_by())


def _counters(codes: list[str]) -> dict[str, int]:
    rows = Shift.objects.filter(unit_code__in=codes, closed_at=None)
    return dict(rows.values_list("unit_code").annotate(seats=Count("id")).order_by())


def _wait(ahead: int, counters: int, pace: Pace | None) -> Wait | None:
    if pace is None or counters < 1:
        return None
    return wait_range(
        ahead=ahead,
        counters=counters,
        quick_seconds=pace.quick_seconds,
        slow_seconds=pace.slow_seconds,
    )
