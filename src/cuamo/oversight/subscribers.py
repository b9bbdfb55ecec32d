"""The figures are a consumer of the ledger."""

from cuamo.kernel.consumers import subscriber
from cuamo.kernel.events import EventRecord
from cuamo.oversight.rules.counting import COUNTED
from cuamo.oversight.rules.post_delays import POSTED
from cuamo.oversight.services.count_digital import DIGITAL, count_digital
from cuamo.oversight.services.count_event import count_event
from cuamo.oversight.services.raise_flags import READ, raise_flags
from cuamo.oversight.services.report_from_rating import report_from_rating
from cuamo.oversight.services.time_case import TIMED, time_case
from cuamo.oversight.services.time_post import time_post
from cuamo.oversight.services.time_steps import STEPPED, time_steps


@subscriber("day-facts", *COUNTED)
def keep_figures(event: EventRecord) -> None:
    """Every counted event goes into the figures of its day."""
    count_event(event)


@subscriber("case-facts", *TIMED)
def keep_times(event: EventRecord) -> None:
    """Every result tells how long its dossier took; the consumer has read the ledger from its beginning."""
    time_case(event)


@subscriber("step-facts", *STEPPED)
def keep_steps(event: EventRecord) -> None:
    """Every finished visit tells how long its steps took; read from the ledger's beginning."""
    time_steps(event)


@subscriber("moved-states", *READ)
def look_for_signs(event: EventRecord) -> None:
    """Every move of a dossier is read for signs that it was made for the figures' sake."""
    raise_flags(event)


@subscriber("digital-facts", *DIGITAL)
def keep_digital(event: EventRecord) -> None:
    """Every copy signed and paper used again counts for its dossier; read from the ledger's beginning."""
    count_digital(event)


@subscriber("post-facts", *POSTED)
def keep_delays(event: EventRecord) -> None:
    """Every hand-over to the post, and every bag received, tells how long it waited."""
    time_post(event)


@subscriber("extra-money", "dossier.rated")
def carry_to_integrity(event: EventRecord) -> None:
    """A rating that says somebody asked for extra money goes to the inspectors of the centre."""
    report_from_rating(event)
