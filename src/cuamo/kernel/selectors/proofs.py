"""Proofs that events lie in sealed days."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from uuid import UUID

from cuamo.kernel.models.event import DayRoot
from cuamo.kernel.rules.chain import Step, levels_of, path_of
from cuamo.kernel.services.seal_day import events_of_day


def day_of(event_id: UUID) -> date:
    """Return the day (UTC) an event counts to, from the moment inside its id."""
    return datetime.fromtimestamp((event_id.int >> 80) / 1000, tz=UTC).date()


def sealed(days: Collection[date]) -> dict[date, DayRoot]:
    """Return the roots of those days that are sealed."""
    return DayRoot.objects.in_bulk(list(days))


def proofs_of(day: date, event_ids: Collection[UUID]) -> dict[UUID, list[Step]]:
    """Return the steps from each of these events to the root of its day."""
    rows = list(events_of_day(day).values_list("id", "hash").iterator())
    levels = levels_of([bytes(value) for _, value in rows])
    wanted = set(event_ids)
    return {key: path_of(levels, place) for place, (key, _) in enumerate(rows) if key in wanted}
