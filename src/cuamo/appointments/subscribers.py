"""What follows from news of visits and shifts: numbers go with them, waiting times are measured."""

from cuamo.appointments.services.call import release
from cuamo.appointments.services.follow_visit import begin_with_visit, end_with_visit
from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord


@subscriber("queue", "visit.started")
def tie_number(event: EventRecord) -> None:
    """The number the clerk has called is the one the visit began with."""
    begin_with_visit(visit_id=event.stream_id, clerk_id=str(event.actor["id"]), at=event.occurred_at)


@subscriber("queue", "visit.ended")
def end_number(event: EventRecord) -> None:
    """The number ends with its visit; how long it took is measured."""
    end_with_visit(
        visit_id=event.stream_id,
        unit_code=str(event.data.get("agency", "")),
        seconds=int(event.data.get("seconds", 0)),
        at=event.occurred_at,
    )


@subscriber("queue", "shift.closed")
def release_number(event: EventRecord) -> None:
    """A number whose clerk has gone waits again."""
    release(shift_id=event.stream_id, at=event.occurred_at)
