"""What somebody is reminded of, and who was reminded of a dossier."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cuamo.dossiers.models import StaffAlert

MOST = 300
NO_PERSONS_MOST = 2000


def open_alerts(account_id: str, *, now: datetime) -> list[StaffAlert]:
    """Return what the person is reminded of now, soonest due first (việc cần làm)."""
    return list(_open(account_id).filter(_awake(now)).order_by("due_at", "made_at", "id")[:MOST])


def snoozed_alerts(account_id: str, *, now: datetime) -> list[StaffAlert]:
    """Return what the person has put off, what comes back first on top (đã để sau)."""
    return list(_open(account_id).exclude(_awake(now)).order_by("snoozed_until", "id")[:MOST])


def alert_count(account_id: str, *, now: datetime) -> int:
    """Return how many reminders are awake, at most `MOST`; what is put off is not counted."""
    return _open(account_id).filter(_awake(now))[:MOST].count()


def reminder_log(subject_ids: Iterable[UUID]) -> dict[UUID, list[StaffAlert]]:
    """Return who was reminded of each of these, newest first (nhật ký nhắc)."""
    log: dict[UUID, list[StaffAlert]] = {}
    rows = StaffAlert.objects.filter(subject_id__in=list(subject_ids)).order_by("-made_at", "-id")
    for alert in rows[:NO_PERSONS_MOST]:
        log.setdefault(alert.subject_id, []).append(alert)
    return log


def _open(account_id: str) -> QuerySet[StaffAlert]:
    return StaffAlert.objects.filter(account_id=account_id, ended_at=None)


def _awake(now: datetime) -> Q:
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now)
