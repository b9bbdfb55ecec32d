"""The intervals of a dossier's clock: when it ran, when and for which document it stood still."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cuamo.dossiers.models import ClockPause, Decision, Dossier
from cuamo.dossiers.selectors.calendar_for import calendar_for


@dataclass(frozen=True)
class Interval:
    """One stretch of the clock; `ended_at` is None while it lasts."""

    runs: bool
    started_at: datetime
    ended_at: datetime | None
    minutes: int = 0
    """Working minutes used up; none while it stands still."""
    reason: str = ""
    document_id: UUID | None = None
    """The request it stands still for."""


@dataclass(frozen=True)
class Promise:
    """The one new date of form 04."""

    at: datetime
    by: str
    cause: str
    former: datetime
    new: datetime
    in_time: bool
    """False when it came too late to move the due moment."""


def intervals_of(dossier: Dossier, *, now: datetime) -> list[Interval]:
    """Return the intervals of the clock in order (thời gian chạy, tạm dừng); none before acceptance."""
    begin = dossier.clock_starts_at or dossier.accepted_at
    if begin is None:
        return []
    calendar, found = calendar_for(dossier), []

    def run(start: datetime, end: datetime | None) -> None:
        until = end or max(now, start)
        if end is None or end > start:
            used = calendar.working_minutes_between(start, until)
            found.append(Interval(runs=True, started_at=start, ended_at=end, minutes=used))

    for pause in ClockPause.objects.filter(dossier=dossier).order_by("started_at", "id"):
        run(begin, pause.started_at)
        still = Interval(
            runs=False,
            started_at=pause.started_at,
            ended_at=pause.ended_at,
            reason=pause.reason,
            document_id=pause.document_id,
        )
        found.append(still)
        if pause.ended_at is None:
            return found
        begin = max(begin, pause.ended_at)
    if dossier.finished_at is None or dossier.finished_at > begin:
        run(begin, dossier.finished_at)
    return found


def promise_of(dossier: Dossier) -> Promise | None:
    """Return the new date that was promised, None without one."""
    if dossier.promised_again_at is None:
        return None
    act = Decision.objects.filter(dossier=dossier, kind="EXTEND").order_by("decided_at").last()
    if act is None:
        return None
    return Promise(
        at=act.decided_at,
        by=act.by_name,
        cause=act.content["cause"],
        former=datetime.fromisoformat(act.content["former"]),
        new=datetime.fromisoformat(act.content["new"]),
        in_time=act.content["in_time"],
    )
