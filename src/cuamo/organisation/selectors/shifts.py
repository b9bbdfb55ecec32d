"""Shifts and counters."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Counter, Handover, Shift
from cuamo.organisation.types import Role


def open_shift_of(account_id: UUID | str) -> Shift | None:
    """Return the clerk's open shift with its counter and agency, None without one (ca đang mở)."""
    mine = Shift.objects.filter(clerk_id=UUID(str(account_id)), closed_at__isnull=True)
    return mine.select_related("counter__unit").first()


def leads_where_they_worked(lead: Actor, account_id: UUID) -> bool:
    """Say whether somebody leads the point at which the account had a shift once (trưởng ca của điểm đó)."""
    leads = Role.SHIFT_LEAD in lead.roles and bool(lead.unit_code)
    return leads and Shift.objects.filter(clerk_id=account_id, unit_code=lead.unit_code).exists()


def free_counters(unit_code: str) -> QuerySet[Counter]:
    """Return the agency's counters at which nobody sits, by number (quầy trống)."""
    taken = Shift.objects.filter(closed_at__isnull=True).values("counter_id")
    counters = Counter.objects.filter(unit_id=unit_code, is_open=True)
    return counters.exclude(id__in=taken).select_related("unit").order_by("number")


def waiting_handovers(unit_code: str) -> QuerySet[Handover]:
    """Return what shifts of the agency left and nobody has taken yet, oldest first (bàn giao chờ nhận)."""
    waiting = Handover.objects.filter(unit_code=unit_code, taken_at=None)
    return waiting.select_related("counter", "given_by", "from_shift").order_by("given_at", "id")


def shifts_on(unit_code: str, *, since: datetime, until: datetime) -> QuerySet[Shift]:
    """Return the agency's shifts that were open in [since, until), by counter (các ca trong ngày)."""
    within = Shift.objects.filter(unit_code=unit_code, opened_at__lt=until)
    alive = within.filter(Q(closed_at=None) | Q(closed_at__gte=since))
    named = alive.select_related(
        "counter", "clerk", "closed_by", "handover__taken_by", "taken_from__given_by"
    )
    return named.order_by("counter__number", "opened_at", "id")
