"""Keep how long papers, bags and results waited for the post."""

from django.db import connection

from cuamo.dossiers.models import Dossier
from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import EventRecord
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.oversight.rules.post_delays import MOST_MINUTES, spans_of

_ADD = """
INSERT INTO oversight_post_fact AS f (day, unit, measure, count, working_minutes, late)
VALUES (%s, %s, %s, 1, %s, %s)
ON CONFLICT (day, unit, measure) DO UPDATE
SET count = f.count + 1, working_minutes = f.working_minutes + EXCLUDED.working_minutes,
    late = f.late + EXCLUDED.late
"""


def time_post(event: EventRecord) -> None:
    """Add the delays an event ends to the figures of its day (chậm chuyển), in working minutes.

    The consumer's position moves in the same transaction, so each is counted exactly once.
    """
    papers = event.data.get("direction") == "ORIGINALS" or event.name == "delivery.bag_received"
    ready = (
        None
        if papers
        else Dossier.objects.filter(id=event.stream_id).values_list("finished_at", flat=True).first()
    )
    for span in spans_of(event.name, event.data, ready_at=ready):
        calendar = calendar_of(span.unit)
        minutes = max(0, calendar.working_minutes_between(span.since, event.occurred_at))
        day = event.occurred_at.astimezone(HANOI).date()
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [day, span.unit, span.measure, minutes, int(minutes > MOST_MINUTES)])
