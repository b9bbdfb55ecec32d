"""Seal a finished day: one root over all its events, kept in the database and outside it."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from cuamo.kernel.ids import first_id
from cuamo.kernel.models.event import DayRoot, Event
from cuamo.kernel.rules.chain import levels_of, root_of

MISSED_DAYS = 120
"""How far back a night looks for days that were never sealed."""


@transaction.atomic
def seal_day(*, day: date, at: datetime, anchors: Path) -> DayRoot:
    """Compute the Merkle root of the day's events (UTC) and anchor it in a file outside the database.

    Sealing a sealed day again changes nothing.

    Raises:
        ValueError: the day is not over yet.
    """
    if day >= at.astimezone(UTC).date():
        raise ValueError(f"{day} is not over yet")
    sealed = DayRoot.objects.filter(day=day).first()
    if sealed is None:
        count, root = merkle_root(day)
        sealed = DayRoot.objects.create(day=day, events=count, root=root, sealed_at=at)
    anchors.mkdir(parents=True, exist_ok=True)
    anchor = {"day": day.isoformat(), "events": sealed.events, "root": bytes(sealed.root).hex()}
    target = anchors / f"{day.isoformat()}.json"
    if not target.exists():
        target.write_text(json.dumps(anchor) + "\n")
    return sealed


def missed_days(*, until: date, back: int = MISSED_DAYS) -> list[date]:
    """Return the days before `until` that hold events and were never sealed, oldest first."""
    days = [until - timedelta(days=ago) for ago in range(back, 0, -1)]
    sealed = set(DayRoot.objects.filter(day__in=days).values_list("day", flat=True))
    return [day for day in days if day not in sealed and events_of_day(day).exists()]


def merkle_root(day: date) -> tuple[int, bytes]:
    """Return the number of the day's events and the root over their hashes in key order."""
    hashes = list(events_of_day(day).values_list("hash", flat=True).iterator())
    return len(hashes), root_of(levels_of([bytes(value) for value in hashes]))


def events_of_day(day: date) -> QuerySet[Event]:
    """Return the events of a day (UTC) in key order."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    rows = Event.objects.filter(id__gte=first_id(start), id__lt=first_id(start + timedelta(days=1)))
    return rows.order_by("id")
