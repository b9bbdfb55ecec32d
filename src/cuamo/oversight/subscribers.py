"""The figures are a consumer of the ledger."""

from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord
from cuamo.oversight.rules.counting import COUNTED
from cuamo.oversight.services.count_event import count_event
from cuamo.oversight.services.time_case import TIMED, time_case


@subscriber("day-facts", *COUNTED)
def keep_figures(event: EventRecord) -> None:
    """Every counted event goes into the figures of its day."""
    count_event(event)


@subscriber("case-facts", *TIMED)
def keep_times(event: EventRecord) -> None:
    """Every result tells how long its dossier took; the consumer has read the ledger from its beginning."""
    time_case(event)
