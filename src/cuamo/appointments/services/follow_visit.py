"""A visit begins and ends: the number that was called goes with it, and the point's pace is measured."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from cuamo.appointments import config
from cuamo.appointments.models import Pace, ServiceTime, Ticket
from cuamo.appointments.rules.waiting import quartiles
from cuamo.appointments.types import TicketState
from cuamo.kernel.clock import to_hanoi

_KEEP = """
INSERT INTO appointments_service_time (visit_id, unit_code, ended_at, seconds) VALUES (%s, %s, %s, %s)
ON CONFLICT (visit_id) DO NOTHING RETURNING visit_id
"""
FORGET_AFTER = timedelta(days=60)


@transaction.atomic
def begin_with_visit(*, visit_id: UUID, clerk_id: str, at: datetime) -> Ticket | None:
    """Tie the number the clerk has called to the visit that began; hearing it again changes nothing."""
    called = Ticket.objects.select_for_update().filter(
        clerk_id=clerk_id, state=TicketState.CALLED, day=to_hanoi(at).date(), called_at__lte=at
    )
    ticket = called.first()
    if ticket is None or Ticket.objects.filter(visit_id=visit_id).exists():
        return None
    ticket.state = TicketState.SERVING
    ticket.served_at = at
    ticket.visit_id = visit_id
    ticket.save(update_fields=["state", "served_at", "visit_id"])
    return ticket


@transaction.atomic
def end_with_visit(*, visit_id: UUID, unit_code: str, seconds: int, at: datetime) -> None:
    """End the number with its visit and measure how long it took; hearing it again changes nothing."""
    Ticket.objects.filter(visit_id=visit_id, state=TicketState.SERVING).update(
        state=TicketState.DONE, ended_at=at
    )
    if not unit_code or not 0 < seconds <= config.LONGEST_VISIT_SECONDS:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [visit_id, unit_code, at, seconds])
        if cursor.fetchone() is not None:
            _measure(unit_code, at=at)


def forget_old_times(*, at: datetime) -> int:
    """Delete measured times nothing is estimated from any more; return how many."""
    deleted, _ = ServiceTime.objects.filter(ended_at__lt=at - FORGET_AFTER).delete()
    return deleted


def _measure(unit_code: str, *, at: datetime) -> None:
    recent = ServiceTime.objects.filter(
        unit_code=unit_code, ended_at__gt=at - timedelta(days=config.PACE_DAYS), ended_at__lte=at
    )
    seconds = list(recent.order_by("-ended_at").values_list("seconds", flat=True)[: config.PACE_VISITS])
    if len(seconds) < config.PACE_LEAST:
        return
    quick, slow = quartiles(seconds)
    Pace.objects.update_or_create(
        unit_code=unit_code,
        defaults={
            "quick_seconds": quick,
            "slow_seconds": slow,
            "visits": len(seconds),
            "measured_at": at,
        },
    )
