"""Call the next number, call it again, note that nobody came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.appointments.models import Ticket
from cuamo.appointments.rules.order import rank_on_return
from cuamo.appointments.types import TicketState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, NotFound, NotPermitted
from cuamo.organisation.models import Shift
from cuamo.organisation.selectors.shifts import open_shift_of


@transaction.atomic
def call_next(*, clerk: Actor, at: datetime) -> Ticket | None:
    """Call the next number of the point to the clerk's counter (gọi số tiếp). Records `ticket.called`.

    While a number the clerk has called has not come, that one is called again: a key pressed twice calls
    nobody too many. Two clerks who call at once never get the same number. None when nobody waits.

    Raises:
        NotPermitted: the clerk has no open shift.
    """
    shift = _seat(clerk)
    ticket = _called(clerk, at=at)
    if ticket is None:
        waiting = Ticket.objects.select_for_update(skip_locked=True).filter(
            unit_code=shift.unit_code, day=to_hanoi(at).date(), state=TicketState.WAITING
        )
        ticket = waiting.order_by("rank_at", "number").first()
    if ticket is None:
        return None
    ticket.state = TicketState.CALLED
    ticket.called_at = at
    ticket.calls += 1
    ticket.clerk_id = clerk.id
    ticket.counter_number = shift.counter.number
    ticket.save(update_fields=["state", "called_at", "calls", "clerk_id", "counter_number"])
    events.record(
        "ticket.called",
        ticket.id,
        actor=clerk,
        at=at,
        unit_code=ticket.unit_code,
        counter=shift.counter.number,
        calls=ticket.calls,
        waited_seconds=int((at - ticket.taken_at).total_seconds()),
    )
    return ticket


@transaction.atomic
def call_after_missing(*, clerk: Actor, at: datetime) -> Ticket | None:
    """Note that nobody came to the number called, and call the next one (vắng, gọi số tiếp).

    Raises:
        NotPermitted: the clerk has no open shift.
    """
    _seat(clerk)
    ticket = _called(clerk, at=at)
    if ticket is not None:
        ticket.state = TicketState.MISSED
        ticket.misses += 1
        ticket.clerk_id = ""
        ticket.save(update_fields=["state", "misses", "clerk_id"])
        events.record("ticket.missed", ticket.id, actor=clerk, at=at, unit_code=ticket.unit_code)
    return call_next(clerk=clerk, at=at)


@transaction.atomic
def release(*, shift_id: UUID, at: datetime) -> int:
    """Let a number wait again whose clerk closed the shift before anybody came; it keeps its place.

    Records `ticket.released`. Hearing of the same shift again changes nothing. Returns how many.
    """
    shift = Shift.objects.filter(id=shift_id).first()
    if shift is None:
        return 0
    called = Ticket.objects.select_for_update().filter(
        clerk_id=str(shift.clerk_id), state=TicketState.CALLED, called_at__lte=at
    )
    released = 0
    for ticket in called:
        ticket.state = TicketState.WAITING
        ticket.clerk_id = ""
        ticket.counter_number = None
        ticket.save(update_fields=["state", "clerk_id", "counter_number"])
        events.record("ticket.released", ticket.id, actor=SYSTEM, at=at, unit_code=ticket.unit_code)
        released += 1
    return released


@transaction.atomic
def come_back(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Wait again after a missed call: soon, but not before those who are next (đã quay lại).

    Raises:
        NotFound: there is no such number. Conflict: it was not missed, or is of another day.
    """
    ticket = _locked(ticket_id)
    if actor.unit_code and ticket.unit_code != actor.unit_code:
        raise _unknown()
    if ticket.state == TicketState.WAITING:
        return ticket
    if ticket.state != TicketState.MISSED or ticket.day != to_hanoi(at).date():
        raise _over()
    ticket.state = TicketState.WAITING
    ticket.rank_at = rank_on_return(at, before=ticket.rank_at)
    ticket.save(update_fields=["state", "rank_at"])
    events.record("ticket.returned", ticket.id, actor=actor, at=at, unit_code=ticket.unit_code)
    return ticket


@transaction.atomic
def leave(*, ticket_id: UUID, actor: Actor, at: datetime) -> Ticket:
    """Give the number up; giving it up again changes nothing (không chờ nữa).

    Raises:
        NotFound: there is no such number. Conflict: it is being helped, or has been.
    """
    ticket = _locked(ticket_id)
    if ticket.state == TicketState.LEFT:
        return ticket
    if ticket.state not in {TicketState.WAITING, TicketState.MISSED}:
        raise _over()
    ticket.state = TicketState.LEFT
    ticket.ended_at = at
    ticket.save(update_fields=["state", "ended_at"])
    events.record("ticket.left", ticket.id, actor=actor, at=at, unit_code=ticket.unit_code)
    return ticket


def _seat(clerk: Actor) -> Shift:
    """Return the clerk's open shift, locked: one clerk calls one number at a time."""
    shift = open_shift_of(clerk.id)
    if shift is not None:
        held = Shift.objects.select_for_update(no_key=True).filter(id=shift.id, closed_at=None)
        shift = shift if held.exists() else None
    if shift is None or shift.unit_code != clerk.unit_code:
        raise NotPermitted(
            "shift.closed",
            "Chưa mở ca. Mở ca rồi gọi số tiếp.",
            "No shift is open. Open the shift, then call the next number.",
            where="/quay/ca",
        )
    return shift


def _called(clerk: Actor, *, at: datetime) -> Ticket | None:
    mine = Ticket.objects.select_for_update().filter(clerk_id=clerk.id, state=TicketState.CALLED)
    ticket = mine.first()
    if ticket is not None and ticket.day != to_hanoi(at).date():
        ticket.state = TicketState.MISSED
        ticket.save(update_fields=["state"])
        return None
    return ticket


def _locked(ticket_id: UUID) -> Ticket:
    ticket = Ticket.objects.select_for_update().filter(id=ticket_id).first()
    if ticket is None:
        raise _unknown()
    return ticket


def _unknown() -> NotFound:
    return NotFound("ticket.unknown", "Không thấy số này.", "There is no such number.")


def _over() -> Conflict:
    return Conflict(
        "ticket.over",
        "Số này không còn chờ nữa. Lấy số mới.",
        "This number does not wait any more. Take a new one.",
    )
