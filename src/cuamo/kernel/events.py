"""Record what happened: the one door to the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg.types.json import Jsonb

from cuamo.kernel.actors import Actor
from cuamo.kernel.ids import uuid7
from cuamo.kernel.models.event import Event, Stream
from cuamo.kernel.rules.chain import GENESIS, canonical

JSON = None | bool | int | str | Sequence[Any] | Mapping[str, Any]

_APPEND = """
WITH head AS (
    INSERT INTO kernel_stream AS s (stream_id, seq, hash, first_id, last_id)
    VALUES (%(stream)s, 1, sha256(%(genesis)s || convert_to('1' || %(body)s, 'UTF8')), %(id)s, %(id)s)
    ON CONFLICT (stream_id) DO UPDATE
    SET seq = s.seq + 1, hash = sha256(s.hash || convert_to((s.seq + 1)::text || %(body)s, 'UTF8')),
        first_id = LEAST(s.first_id, EXCLUDED.first_id), last_id = GREATEST(s.last_id, EXCLUDED.last_id)
    RETURNING seq, hash
), fact AS (
    INSERT INTO kernel_event (id, stream_id, seq, name, occurred_at, recorded_at, actor, data, hash)
    SELECT %(id)s, %(stream)s, seq, %(name)s, %(at)s, clock_timestamp(), %(actor)s, %(data)s, hash FROM head
    RETURNING id
), feed AS (
    INSERT INTO kernel_feed (event_id, name) SELECT id, %(name)s FROM fact
)
SELECT seq, hash FROM head
"""


@dataclass(frozen=True)
class EventRecord:
    """One event as consumers see it."""

    id: UUID
    name: str
    stream_id: UUID
    seq: int
    occurred_at: datetime
    actor: dict[str, Any]
    data: dict[str, Any]


def record(name: str, stream_id: UUID, *, actor: Actor, at: datetime, **data: JSON) -> EventRecord:
    """Append one event to the stream, in the running transaction, and put it on the feed.

    One statement: it locks the stream's head, so two writers of one stream queue up, and two streams never
    wait for each other.

    Args:
        name: `<noun>.<past participle>`, for example `dossier.accepted`.
        stream_id: what it happened to; for a dossier its id.
        at: the moment it happened, with its time zone.
        data: JSON without personal data; amounts as whole đồng, moments as ISO 8601 text.
    """
    if at.tzinfo is None:
        raise ValueError("at must carry its time zone")
    event_id = uuid7(at)
    who = actor.as_json()
    content = dict(data)
    body = canonical(name=name, stream_id=stream_id, occurred_at=at, actor=who, data=content)
    row: dict[str, Any] = {
        "id": event_id,
        "stream": stream_id,
        "genesis": GENESIS,
        "body": body,
        "name": name,
        "at": at,
        "actor": Jsonb(who),
        "data": Jsonb(content),
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, row)
        seq, _ = cursor.fetchone()
    return EventRecord(event_id, name, stream_id, seq, at, dict(who), content)


def names_of(stream_id: UUID) -> list[str]:
    """Return the names of the stream's events, oldest first."""
    return list(rows_of(stream_id).values_list("name", flat=True))


def history_of(stream_id: UUID) -> list[EventRecord]:
    """Return the stream's events, oldest first."""
    return [as_record(row) for row in rows_of(stream_id)]


def as_record(row: Event) -> EventRecord:
    """Return a row of the ledger as consumers see it."""
    return EventRecord(row.id, row.name, row.stream_id, row.seq, row.occurred_at, row.actor, row.data)


def rows_of(stream_id: UUID) -> QuerySet[Event]:
    """Return the rows of a stream with their hashes, oldest first; touches only the partitions it spans."""
    head = Stream.objects.filter(stream_id=stream_id).first()
    if head is None:
        return Event.objects.none()
    within = Event.objects.filter(id__gte=head.first_id, id__lte=head.last_id)
    return within.filter(stream_id=stream_id).order_by("seq")
