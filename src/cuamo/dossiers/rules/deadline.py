"""When answers and results are due."""

from datetime import datetime, timedelta

from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI

ANSWER_MINUTES = 8 * 60


def answer_due(*, submitted_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when the receiving side must have accepted, refused or asked for more: 8 working hours.

    An arrival outside working hours counts from the next opening.

    Law: Decree 45/2020/NĐ-CP (8 working hours); kept by Decree 118/2025/NĐ-CP as far as confirmed.
    """
    return calendar.add_minutes(calendar.next_open(submitted_at), ANSWER_MINUTES)


def step_due(
    *, arrived_at: datetime, hours: float, due_at: datetime | None, calendar: WorkingCalendar
) -> datetime:
    """Return when a step must be finished: its own working hours, never past the dossier's due moment.

    Args:
        due_at: None when the dossier is finished and only a correction of its result is under way.
    """
    own = calendar.add_minutes(calendar.next_open(arrived_at), round(max(0.25, hours) * 60))
    return own if due_at is None else min(own, due_at)


def resumed_due(
    *, due_at: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkingCalendar
) -> datetime:
    """Return the due moment after a pause: the working time that was left is given back in full.

    Law: index of Decision 766/QĐ-TTg (supplement time is subtracted); clock_policy PAUSE.
    """
    left = calendar.working_minutes_between(paused_at, due_at) if due_at > paused_at else 0
    if left == 0:
        return max(due_at, resumed_at)
    return calendar.add_minutes(calendar.next_open(resumed_at), left)


def slow_after(*, arrived_at: datetime, step_due_at: datetime) -> datetime:
    """Return the moment from which an unmoved dossier is shown as slow: half of its step time."""
    return arrived_at + (step_due_at - arrived_at) / 2


def is_soon(*, now: datetime, started_at: datetime, due_at: datetime) -> bool:
    """True when at most a fifth of the time is left (Sắp trễ)."""
    return now <= due_at and (due_at - now) <= (due_at - started_at) / 5


def warning_at(
    *, starts_at: datetime, first_due_at: datetime, due_at: datetime, calendar: WorkingCalendar
) -> datetime:
    """Return when a quarter of the term is left (cảnh báo 75 %), in working time.

    Args:
        first_due_at: the term as first promised; pauses and a new date move `due_at`, not its length.
    """
    quarter = max(calendar.working_minutes_between(starts_at, first_due_at), 0) // 4
    whole = calendar.working_minutes_between(starts_at, due_at)
    return min(due_at, calendar.add_minutes(starts_at, max(whole - quarter, 0)))


def last_day_to_extend(*, due_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the last moment at which form 04 may still move the due moment: one working day before it.

    Law: Decree 118/2025/NĐ-CP (apology and new date at least a day before the term ends).
    """
    day = due_at.astimezone(HANOI).date() - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return calendar.close_of(day)
