"""Which promises of a dossier are broken at a moment: pure."""

from datetime import datetime

ANSWER, TERM, RETURN = "ANSWER", "TERM", "RETURN"
COUNTED = (TERM, RETURN)
"""These make a result late for the figures."""


def broken_promises(
    *,
    answer_due_at: datetime | None,
    accepted_at: datetime | None,
    due_at: datetime | None,
    paused_at: datetime | None,
    finished_at: datetime | None,
    returns: int,
    at: datetime,
) -> dict[str, datetime]:
    """Return what is broken at `at`, and since when.

    A clock that stands still is judged at the moment it was stopped; waiting inside the administration
    never stops it.

    Law: index of Decision 766/QĐ-TTg, 2.1 (a dossier waiting for papers ends at the request; a second
    request counts as late); Decree 118/2025/NĐ-CP.
    """
    broken: dict[str, datetime] = {}
    answered = accepted_at or finished_at or at
    if answer_due_at is not None and answered > answer_due_at:
        broken[ANSWER] = answer_due_at
    judged = min(moment for moment in (finished_at, paused_at, at) if moment is not None)
    if due_at is not None and judged > due_at:
        broken[TERM] = due_at
    if returns > 1:
        broken[RETURN] = at
    return broken
