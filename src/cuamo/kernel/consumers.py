"""Consumers of the ledger: at least once, each with its own position, never skipping a late transaction."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from cuamo.kernel.events import EventRecord, as_record
from cuamo.kernel.models.consumer import ConsumerFault, ConsumerPosition
from cuamo.kernel.models.event import Event

Handler = Callable[[EventRecord], None]
ATTEMPTS = 8
log = logging.getLogger("cuamo.consumers")

_READ = """
SELECT f.xid::text::bigint, f.id, f.event_id, f.name FROM kernel_feed f
WHERE (f.xid, f.id) > (%s::text::xid8, %s) AND f.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY f.xid, f.id LIMIT %s
"""


@dataclass
class Consumer:
    """A named reader of the feed and what it does with each kind of event."""

    name: str
    handlers: dict[str, list[Handler]] = field(default_factory=dict)


_consumers: dict[str, Consumer] = {}


def subscriber(consumer: str, *names: str) -> Callable[[Handler], Handler]:
    """Let the function take every event of these names, as part of `consumer`. It must be idempotent."""

    def wrap(handler: Handler) -> Handler:
        registered = _consumers.setdefault(consumer, Consumer(consumer))
        for name in names:
            registered.handlers.setdefault(name, []).append(handler)
        return handler

    return wrap


def all_consumers() -> list[Consumer]:
    """Return every consumer, after importing each app's `subscribers` module."""
    if apps.ready:
        autodiscover_modules("subscribers")
    return [_consumers[name] for name in sorted(_consumers)]


@transaction.atomic
def run_once(consumer: Consumer, *, limit: int = 100) -> int:
    """Take the next events of the feed; return how many were read.

    Only events of transactions older than every one still open are read, so a transaction that commits late
    lies ahead of the position, never behind it. The position moves in the same transaction as the work.
    """
    ConsumerPosition.objects.get_or_create(consumer=consumer.name)
    position = (
        ConsumerPosition.objects.select_for_update(skip_locked=True).filter(consumer=consumer.name).first()
    )
    if position is None:
        return 0
    _retry_faults(consumer)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [str(position.xid), position.feed_id, limit])
        rows = cursor.fetchall()
    if not rows:
        return 0
    wanted = [event_id for _, _, event_id, name in rows if name in consumer.handlers]
    events = {event.id: event for event in Event.objects.filter(id__in=wanted)} if wanted else {}
    for event_id in wanted:
        _take(consumer, as_record(events[event_id]))
    position.xid, position.feed_id = rows[-1][0], rows[-1][1]
    position.moved_at = timezone.now()
    position.save()
    return len(rows)


def _take(consumer: Consumer, event: EventRecord) -> bool:
    try:
        with transaction.atomic():
            for handler in consumer.handlers[event.name]:
                handler(event)
    except Exception as error:
        log.exception("consumer failed", extra={"consumer": consumer.name, "event": str(event.id)})
        _note_fault(consumer.name, event, error)
        return False
    return True


def _note_fault(consumer: str, event: EventRecord, error: Exception) -> None:
    fault, fresh = ConsumerFault.objects.get_or_create(
        consumer=consumer,
        event_id=event.id,
        defaults={"error": repr(error)[:2000], "next_try_at": timezone.now() + timedelta(seconds=2)},
    )
    if not fresh:
        fault.attempts += 1
        fault.error = repr(error)[:2000]
        fault.parked = fault.attempts >= ATTEMPTS
        fault.next_try_at = timezone.now() + timedelta(seconds=2**fault.attempts)
        fault.save()


def _retry_faults(consumer: Consumer) -> None:
    due = ConsumerFault.objects.filter(
        consumer=consumer.name, parked=False, next_try_at__lte=timezone.now()
    ).order_by("event_id")[:20]
    for fault in due:
        event = Event.objects.filter(id=fault.event_id).first()
        if event is None or event.name not in consumer.handlers or _take(consumer, as_record(event)):
            fault.delete()
