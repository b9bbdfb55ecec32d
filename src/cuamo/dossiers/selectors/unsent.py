"""What waits on counters' PCs because it could not be sent, oldest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from cuamo.dossiers.models import DeviceReport

POINT_AFTER, NETWORK_AFTER = timedelta(hours=4), timedelta(days=1)
"""From when the lead of the point, and the network's manager, see it (offline law f)."""
SILENT_AFTER = timedelta(minutes=15)
"""A PC that is on reports every minute; longer without a word it is off, or without a line."""
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One clerk's unsent work on one PC."""

    report_id: UUID
    agency_code: str
    clerk_name: str
    device: str
    """Enough of the PC's id to tell two apart."""
    unsent: int
    to_look_at: int
    """Of them, those a person has to look at."""
    oldest_since: datetime
    reported_at: datetime
    silent: bool
    """The PC has not said anything for a while; its items keep ageing."""
    over_a_day: bool


def waiting_on_pcs(
    *, units: Collection[str], now: datetime, longer_than: timedelta = timedelta(0)
) -> list[Waiting]:
    """Return what waits at these units for longer than that, oldest first, at most 200 rows."""
    rows = _waiting(units, now - longer_than).order_by("oldest_since", "id")[:MOST]
    return [
        Waiting(
            report_id=row.id,
            agency_code=row.agency_code,
            clerk_name=row.clerk_name,
            device=str(row.device)[:8],
            unsent=row.unsent,
            to_look_at=sum(item.get("state") == "look" for item in row.items),
            oldest_since=row.oldest_since,
            reported_at=row.reported_at,
            silent=now - row.reported_at > SILENT_AFTER,
            over_a_day=now - row.oldest_since > NETWORK_AFTER,
        )
        for row in rows
        if row.oldest_since is not None
    ]


def long_unsent(*, units: Collection[str], now: datetime) -> dict[str, int]:
    """Return how much waits on PCs that hold something over four hours (`point`) and a day (`network`)."""
    counts = _waiting(units, now - POINT_AFTER).aggregate(
        point=Sum("unsent"), network=Sum("unsent", filter=Q(oldest_since__lt=now - NETWORK_AFTER))
    )
    return {name: int(count or 0) for name, count in counts.items()}


def _waiting(units: Collection[str], before: datetime) -> QuerySet[DeviceReport]:
    found = DeviceReport.objects.filter(unsent__gt=0, oldest_since__lte=before)
    return found.filter(agency_code__in=list(units))
