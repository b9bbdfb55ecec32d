"""Shifts and counters."""

from uuid import UUID

from django.db.models import QuerySet

from cuamo.organisation.models import Counter, Shift


def open_shift_of(account_id: UUID | str) -> Shift | None:
    """Return the clerk's open shift with its counter and agency, None without one (ca đang mở)."""
    mine = Shift.objects.filter(clerk_id=UUID(str(account_id)), closed_at__isnull=True)
    return mine.select_related("counter__unit").first()


def free_counters(unit_code: str) -> QuerySet[Counter]:
    """Return the agency's counters at which nobody sits, by number (quầy trống)."""
    taken = Shift.objects.filter(closed_at__isnull=True).values("counter_id")
    counters = Counter.objects.filter(unit_id=unit_code, is_open=True)
    return counters.exclude(id__in=taken).select_related("unit").order_by("number")


def shifts_of(unit_codes: list[str]) -> QuerySet[Shift]:
    """Return the shifts of these agencies, newest first."""
    within = Shift.objects.filter(unit_code__in=unit_codes)
    return within.select_related("counter", "clerk").order_by("-opened_at", "-id")
