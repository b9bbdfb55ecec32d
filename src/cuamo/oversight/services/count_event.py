"""Add one event to the figures of its day."""

from django.db import connection

from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import EventRecord
from cuamo.oversight.rules.counting import counts_of


def count_event(event: EventRecord) -> None:
    """Add what the event counts to its day's fact.

    The consumer's position moves in the same transaction, so each event is counted exactly once.
    """
    counts = {name: value for name, value in counts_of(event.name, event.data).items() if value}
    if not counts:
        return
    names = list(counts)
    columns = ", ".join(names)
    marks = ", ".join(["%s"] * len(names))
    adds = ", ".join(f"{name} = f.{name} + EXCLUDED.{name}" for name in names)
    zeros = [name for name in _MEASURES if name not in counts]
    zero_columns = "".join(f", {name}" for name in zeros)
    zero_marks = ", 0" * len(zeros)
    keys = "day, procedure, helped_at, received_by, channel"
    statement = (
        f"INSERT INTO oversight_day_fact AS f ({keys}, {columns}{zero_columns})"  # noqa: S608  # own names only
        f" VALUES (%s, %s, %s, %s, %s, {marks}{zero_marks})"
        f" ON CONFLICT ({keys}) DO UPDATE SET {adds}"
    )
    data = event.data
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                event.occurred_at.astimezone(HANOI).date(),
                data.get("procedure", ""),
                data.get("helped_at") or data.get("agency", ""),
                data.get("received_by", ""),
                data.get("channel", ""),
                *counts.values(),
            ],
        )


_MEASURES = (
    "visits",
    "visit_seconds",
    "visits_sent",
    "submitted",
    "accepted",
    "answered_late",
    "supplements",
    "second_returns",
    "finished",
    "on_time",
    "closed",
    "closed_on_time",
    "refused",
    "withdrawn",
    "delivered",
    "rated",
    "rated_good",
    "extra_money",
)
