"""Who is away, and who stands in for whom."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.kernel.clock import to_hanoi
from cuamo.organisation.models import Absence


def away_at(at: datetime) -> Q:
    """Return the condition that an absence covers the day of `at` in Hanoi."""
    day = to_hanoi(at).date()
    return Q(cancelled_at=None, starts_on__lte=day, ends_on__gte=day)


def away_among(account_ids: Iterable[UUID | str], *, at: datetime) -> dict[str, str]:
    """Return who of these is away that day, each with the id of who stands in, or empty (người thay)."""
    rows = Absence.objects.filter(away_at(at), account_id__in=list(account_ids)).order_by("starts_on", "id")
    return {str(who): str(instead or "") for who, instead in rows.values_list("account_id", "substitute_id")}


def stands_in_for(account_id: UUID | str, *, at: datetime) -> list[str]:
    """Return the ids of the officers the person stands in for that day (đang thay ai)."""
    rows = Absence.objects.filter(away_at(at), substitute_id=UUID(str(account_id)))
    return sorted({str(who) for who in rows.values_list("account_id", flat=True)})


def absences_of(unit_code: str, *, at: datetime) -> QuerySet[Absence]:
    """Return the absences of a unit's officers that run or are to come, soonest first."""
    coming = Absence.objects.filter(unit_code=unit_code, cancelled_at=None, ends_on__gte=to_hanoi(at).date())
    return coming.select_related("account", "substitute").order_by("starts_on", "account__username")
