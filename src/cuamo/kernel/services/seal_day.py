"""Seal a finished day: one root over all its events, kept in the database and outside it."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from cuamo.kernel.ids import first_id
from cuamo.kernel.models.event import DayRoot, Event


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


def merkle_root(day: date) -> tuple[int, bytes]:
    """Return the number of the day's events and the root over their hashes in key order."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    rows = Event.objects.filter(id__gte=first_id(start), id__lt=first_id(start + timedelta(days=1)))
    level = [bytes(value) for value in rows.order_by("id").values_list("hash", flat=True).iterator()]
    count = len(level)
    if not level:
        return 0, bytes(32)
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in level]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level), 2)]
    return count, level[0]
