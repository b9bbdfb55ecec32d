"""Stop the clock for a paper of the citizen's, and let it run again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cuamo.catalogue.rules import clock
from cuamo.dossiers.models import ClockPause, Dossier
from cuamo.dossiers.rules.deadline import resumed_due
from cuamo.dossiers.selectors.calendar_for import calendar_for


def pause_clock(dossier: Dossier, *, reason: str, document_id: UUID, at: datetime) -> None:
    """Let the clock of a locked dossier stand still (tạm dừng tính thời hạn); the caller saves the row.

    Args:
        reason: SUPPLEMENT or PAYMENT; waiting inside the administration never stops the clock.
        document_id: the request it waits for.
    """
    dossier.paused_at = at
    ClockPause.objects.create(dossier=dossier, reason=reason, document_id=document_id, started_at=at)


def resume_clock(dossier: Dossier, at: datetime) -> None:
    """End the running pause and move the due moment by the policy of the pinned version; the caller saves.

    PAUSE gives back the working time that was left, RESTART counts the whole limit anew.
    """
    if dossier.paused_at is None or dossier.due_at is None:
        return
    calendar = calendar_for(dossier)
    policy: Any = dossier.version.content["time_limit"].get("clock_policy", "PAUSE")
    if policy == "RESTART":
        promised = clock.due(
            dossier.version.content,
            received_at=at,
            calendar=calendar,
            answers=dossier.answers,
            values=dossier.values,
        )
        dossier.due_at = promised.due_at
    else:
        dossier.due_at = resumed_due(
            due_at=dossier.due_at, paused_at=dossier.paused_at, resumed_at=at, calendar=calendar
        )
    end_pause(dossier, at)


def end_pause(dossier: Dossier, at: datetime) -> None:
    """End the running pause without moving the due moment: the dossier ends here."""
    dossier.paused_at = None
    ClockPause.objects.filter(dossier=dossier, ended_at=None).update(ended_at=at)
