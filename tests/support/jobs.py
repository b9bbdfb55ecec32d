"""Run what waits in the queue, as the worker would, inside a test."""

import json

from django.db import connection
from procrastinate.contrib.django import app


def run_due_jobs(*queues: str) -> int:
    """Run every job that waits now (of these queues), in order; return how many ran."""
    ran = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
                " AND (%s::text[] = '{}' OR queue_name = ANY(%s)) ORDER BY id LIMIT 1",
                [list(queues), list(queues)],
            )
            row = cursor.fetchone()
            if row is None:
                return ran
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [row[0]])
        args = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        app.tasks[row[1]].func(**args)
        ran += 1


def waiting_jobs() -> list[str]:
    """Return the names of the tasks that wait, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [row[0] for row in cursor.fetchall()]
