"""Keep how long a dossier took."""

from datetime import datetime

from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import EventRecord
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.oversight.models import CaseFact

TIMED = ("dossier.finished",)


def time_case(event: EventRecord) -> None:
    """Keep the working time from acceptance to result (thời gian giải quyết thực tế) of one dossier.

    Everything between counts, waiting for the citizen too: it is what the person lived through. Heard
    again, the same fact is kept: the event says the minutes as its day counted them, so that a decision
    about past days changes no figure already told. Events from before they said it are counted now.
    """
    data = event.data
    if not data.get("accepted_at") or not data.get("decided_by"):
        return
    CaseFact.objects.update_or_create(
        dossier_id=event.stream_id,
        defaults={
            "day": event.occurred_at.astimezone(HANOI).date(),
            "decided_by": data["decided_by"],
            "procedure": data.get("procedure", ""),
            "helped_at": data.get("helped_at", ""),
            "received_by": data.get("received_by", ""),
            "working_minutes": int(data["working_minutes"])
            if "working_minutes" in data
            else _counted_now(event),
        },
    )


def _counted_now(event: EventRecord) -> int:
    calendar = calendar_of(event.data["decided_by"])
    accepted = datetime.fromisoformat(event.data["accepted_at"])
    return max(0, calendar.working_minutes_between(accepted, event.occurred_at))
