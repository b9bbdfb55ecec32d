"""Where the background job of one piece of work stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class JobState:
    """One job: `todo`, `doing`, `failed`, `succeeded`…, how often it was tried, and when it runs again."""

    status: str
    attempts: int
    next_at: datetime | None


def job_of(*, queue: str, argument: str, value: UUID) -> JobState | None:
    """Return the newest job of a queue that was given `value` as `argument`, None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts, scheduled_at FROM procrastinate_jobs"
            " WHERE queue_name = %s AND args->>%s = %s ORDER BY id DESC LIMIT 1",
            [queue, argument, str(value)],
        )
        row = cursor.fetchone()
    return JobState(*row) if row else None
