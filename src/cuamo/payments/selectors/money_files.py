"""Files of the outside parties."""

from datetime import date
from typing import Any

from django.db import connection

from cuamo.payments.models import MoneyFile
from cuamo.payments.reconciling import FileSide, FileState

SHOWN = 50

_CHANGES = """
WITH old AS (
    SELECT {key} AS key, count(*) AS times, min(amount_vnd) AS amount, min({state}) AS state
    FROM {table} WHERE file_id = %(old)s GROUP BY 1
), new AS (
    SELECT {key} AS key, count(*) AS times, min(amount_vnd) AS amount, min({state}) AS state
    FROM {table} WHERE file_id = %(new)s GROUP BY 1
)
SELECT coalesce(new.key, old.key), old.amount, new.amount, old.state, new.state, old.times, new.times
FROM old FULL JOIN new ON new.key = old.key
WHERE (old.amount, old.state, old.times) IS DISTINCT FROM (new.amount, new.state, new.times)
ORDER BY 1
"""


def current_file(*, side: FileSide, day: date) -> MoneyFile | None:
    """Return the file of a day that counts, None while there is none."""
    return MoneyFile.objects.filter(side=side, day=day, state=FileState.CURRENT).first()


def files_of(day: date) -> list[MoneyFile]:
    """Return every file that came for a day, the latest first."""
    return list(MoneyFile.objects.filter(day=day).order_by("-read_at", "-id"))


def changes_between(before: MoneyFile, after: MoneyFile) -> dict[str, Any]:
    """Return what a corrected file changed: counts, and the first rows that came, went or differ."""
    gateway = after.side == FileSide.GATEWAY
    statement = _CHANGES.format(
        table="payments_settlementrow" if gateway else "payments_statementline",
        key="transaction_id" if gateway else "number",
        state="state" if gateway else "code",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"old": before.id, "new": after.id})
        rows = cursor.fetchall()
    return {
        "before": str(before.id),
        "came": sum(row[5] is None for row in rows),
        "went": sum(row[6] is None for row in rows),
        "differ": sum(row[5] is not None and row[6] is not None for row in rows),
        "sum_before_vnd": before.sum_vnd,
        "sum_after_vnd": after.sum_vnd,
        "rows": [
            {
                "key": row[0],
                "old_vnd": row[1],
                "new_vnd": row[2],
                "old_state": row[3],
                "new_state": row[4],
                "old_times": row[5] or 0,
                "new_times": row[6] or 0,
            }
            for row in rows[:SHOWN]
        ],
    }
