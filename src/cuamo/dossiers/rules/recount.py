"""Count the due moment of a running dossier anew, as if one calendar had held from the start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cuamo.dossiers.rules.deadline import resumed_due
from cuamo.kernel.calendar import WorkingCalendar

Promise = Callable[[datetime, WorkingCalendar], datetime]
"""When a result is due that was asked for at this moment, by this calendar."""


@dataclass(frozen=True)
class Pause:
    """An interval the clock stood still; open while `ended_at` is None."""

    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class NewDate:
    """The one new date the citizen was promised (hẹn lại), and when."""

    promised_at: datetime
    due_at: datetime


def recounted_due(
    *,
    promise: Promise,
    accepted_at: datetime,
    pauses: Sequence[Pause],
    new_date: NewDate | None,
    restarts: bool,
    calendar: WorkingCalendar,
) -> datetime:
    """Return the current due moment by `calendar`, counted from acceptance through every pause.

    A date that was promised by name stays, and moves on only when its day is no working day any more.

    Args:
        pauses: oldest first.
        restarts: clock_policy RESTART; else a pause gives back the working time that was left.
    """
    due_at = promise(accepted_at, calendar)
    waiting = new_date
    for pause in pauses:
        if waiting is not None and waiting.promised_at <= pause.started_at:
            due_at, waiting = _kept(waiting.due_at, calendar), None
        if pause.ended_at is None:
            break
        if restarts:
            due_at = promise(pause.ended_at, calendar)
        else:
            due_at = resumed_due(
                due_at=due_at, paused_at=pause.started_at, resumed_at=pause.ended_at, calendar=calendar
            )
    return _kept(waiting.due_at, calendar) if waiting is not None else due_at


def _kept(promised: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the promised moment, or the same time of the next working day."""
    day = calendar.roll_forward(promised.date())
    return datetime.combine(day, promised.timetz())
