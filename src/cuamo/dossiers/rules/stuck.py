"""When a dossier counts as stuck: pure."""

from datetime import datetime

LATE, SLOW, WAITING = "LATE", "SLOW", "WAITING"


def why_stuck(
    *,
    now: datetime,
    was_late: bool,
    due_at: datetime | None,
    paused: bool,
    arrived_at: datetime | None,
    step_due_at: datetime | None,
    opinion_due_at: datetime | None,
    slow_percent: int,
) -> str:
    """Return why the dossier may be asked to move: LATE, WAITING (an opinion is overdue), SLOW; or empty.

    A dossier that waits for its citizen is not stuck, unless it was late before it was asked.
    """
    if was_late or (due_at is not None and not paused and now > due_at):
        return LATE
    if paused or arrived_at is None or step_due_at is None:
        return ""
    if opinion_due_at is not None and now > opinion_due_at:
        return WAITING
    return SLOW if (now - arrived_at) * 100 >= (step_due_at - arrived_at) * slow_percent else ""
