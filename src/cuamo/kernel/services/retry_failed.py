"""Try a failed job once more."""

from datetime import datetime

from django.db import connection


def retry_job(*, job_id: int, at: datetime) -> bool:
    """Put a job that failed for good back into the queue; False when it is not failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = %s"
            " WHERE id = %s AND status = 'failed'",
            [at, job_id],
        )
        return bool(cursor.rowcount)
