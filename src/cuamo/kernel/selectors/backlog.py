"""What waits: events for consumers, jobs for the worker; and what failed for good."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cuamo.kernel.models import ConsumerFault

MOST = 200

_WAITS = """
SELECT
  (SELECT count(*) FROM kernel_feed f WHERE (f.xid::text::bigint, f.id) >
     (SELECT COALESCE(min(p.xid), 0), COALESCE(min(p.feed_id), 0) FROM kernel_consumer_position p
      WHERE (p.xid, p.feed_id) = (SELECT q.xid, q.feed_id FROM kernel_consumer_position q
                                  ORDER BY q.xid, q.feed_id LIMIT 1))),
  (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')),
  (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
  (SELECT count(*) FROM kernel_consumer_fault WHERE parked),
  (SELECT COALESCE(extract(epoch FROM max(now() - xact_start)), 0) FROM pg_stat_activity
   WHERE backend_xid IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid())
"""


@dataclass(frozen=True)
class FailedJob:
    """A job that was tried as often as it may be."""

    id: int
    task: str
    queue: str
    attempts: int
    failed_at: datetime | None


def backlog() -> dict[str, int]:
    """Return how much waits and how long the oldest writing transaction is open, in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        row = cursor.fetchone()
    names = ("feed_waiting", "jobs_waiting", "jobs_failed", "events_parked", "oldest_write_seconds")
    return dict(zip(names, (int(value) for value in row), strict=True))


def failed_jobs() -> list[FailedJob]:
    """Return the jobs that failed for good, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id, j.task_name, j.queue_name, j.attempts, max(e.at) FROM procrastinate_jobs j"
            " LEFT JOIN procrastinate_events e ON e.job_id = j.id WHERE j.status = 'failed'"
            " GROUP BY j.id ORDER BY j.id DESC LIMIT %s",
            [MOST],
        )
        return [FailedJob(*row) for row in cursor.fetchall()]


def parked_events() -> list[ConsumerFault]:
    """Return the events a consumer gave up on, oldest first."""
    return list(ConsumerFault.objects.filter(parked=True).order_by("id")[:MOST])
