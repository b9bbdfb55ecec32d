"""Partitions by the time inside a UUID v7 key."""

from datetime import UTC, date, datetime

from django.db import connection

from cuamo.kernel.ids import first_id

TABLES = {"kernel_event": 1, "dossiers_dossier": 3}
"""Partitioned table: months one partition spans."""


def ensure_partitions(*, table: str, months: int, first: date, last: date) -> list[str]:
    """Create the missing partitions of `table` that cover `first` to `last`; return the names created."""
    created = []
    start = date(first.year, (first.month - 1) // months * months + 1, 1)
    with connection.cursor() as cursor:
        while start <= last:
            end = _plus_months(start, months)
            name = f"{table}_{start:%Y%m}"
            low, high = first_id(_midnight(start)), first_id(_midnight(end))
            cursor.execute("SELECT kernel_make_partition(%s, %s, %s, %s)", [table, name, low, high])
            if cursor.fetchone()[0]:
                created.append(name)
            start = end
    return created


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _plus_months(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
