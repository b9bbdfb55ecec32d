"""Form 06: who held a dossier, from when to when, and whether in time."""

from datetime import datetime
from typing import Any

from cuamo.catalogue.rules import process
from cuamo.catalogue.rules.questions import settled
from cuamo.dossiers.models import ClockPause, Dossier, WorkItem
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.rules.handovers import Handover, handovers, outcome
from cuamo.dossiers.selectors.sheets import said, slip, unit_name
from cuamo.dossiers.states import Step
from cuamo.kernel.calendar import WorkingCalendar
from cuamo.kernel.clock import HANOI
from cuamo.kernel.events import history_of
from cuamo.organisation.selectors.calendar_of import calendar_of

USUAL_HOURS = 8
UNLIMITED = {Step.CITIZEN, Step.EXTERNAL}
REASONS = {"SUPPLEMENT": "chờ bổ sung", "PAYMENT": "chờ nghĩa vụ tài chính"}


def handovers_of(dossier: Dossier) -> list[Handover]:
    """Return the stays of the dossier in the order they began (quá trình giao, nhận)."""
    return handovers(
        {"name": event.name, "at": event.occurred_at, "actor": event.actor, "data": event.data}
        for event in history_of(dossier.id)
    )


def form_06_sheet(dossier: Dossier, *, at: datetime, reprint: int = 0) -> dict[str, Any]:
    """Return form 06 (Phiếu kiểm soát quá trình giải quyết hồ sơ), up to the moment it is printed.

    Law: Circular 03/2025/TT-VPCP, form 06.
    """
    calendar = calendar_of(dossier.decided_by)
    moved = dossier.due_at != dossier.original_due_at
    return slip(dossier, at, reprint, unit_code=dossier.decided_by or dossier.received_by) | {
        "received_at": said(dossier.accepted_at or dossier.submitted_at),
        "due_at": said(dossier.due_at or dossier.answer_due_at),
        "original_due_at": said(dossier.original_due_at) if moved else "",
        "handovers": [_row(stay, dossier, calendar=calendar, at=at) for stay in handovers_of(dossier)],
        "pauses": _pauses(dossier, at),
        "overall": _overall(dossier, at),
    }


def _row(stay: Handover, dossier: Dossier, *, calendar: WorkingCalendar, at: datetime) -> dict[str, Any]:
    limit = _limit(stay, dossier, calendar)
    receiver = stay.receiver
    if stay.time_out is None and not stay.opinion:
        holder = WorkItem.objects.filter(dossier_id=dossier.id).values_list("holder_name", flat=True).first()
        receiver = holder or ""
    return {
        "from_unit": unit_name(stay.from_unit),
        "unit": unit_name(stay.unit) if stay.unit else "Người nộp hồ sơ",
        "receiver": receiver,
        "work": stay.work,
        "time_in": _short(stay.time_in),
        "time_out": _short(stay.time_out),
        "limit": _short(limit),
        "result": outcome(stay, limit=limit, now=at) or ("–" if stay.time_out else "Đang chờ"),
    }


def _limit(stay: Handover, dossier: Dossier, calendar: WorkingCalendar) -> datetime | None:
    """Return when the stay had to end: its step's working hours, never past the dossier's due moment."""
    if stay.step in UNLIMITED:
        return None
    if stay.opinion or stay.step is Step.INTAKE:
        return stay.due_at
    content = dossier.version.content
    answers = settled(content, dossier.answers)
    hours = process.hours_of(content, str(stay.step), answers=answers, values=dossier.values) or USUAL_HOURS
    after_the_end = stay.step is Step.PACK
    return step_due(
        arrived_at=stay.time_in,
        hours=hours,
        due_at=None if after_the_end else stay.due_at,
        calendar=calendar,
    )


def _pauses(dossier: Dossier, at: datetime) -> str:
    pauses = ClockPause.objects.filter(dossier=dossier).order_by("started_at")
    return "; ".join(
        f"{REASONS.get(pause.reason, 'tạm dừng')} từ {said(pause.started_at)}"
        + (f" đến {said(pause.ended_at)}" if pause.ended_at else " đến nay")
        for pause in pauses
    )


def _overall(dossier: Dossier, at: datetime) -> str:
    if dossier.finished_at is None:
        late = dossier.due_at is not None and dossier.paused_at is None and at > dossier.due_at
        return "chưa xong, đã quá hạn" if late else "chưa xong, còn trong hạn"
    if dossier.due_at is None:
        return f"kết thúc {said(dossier.finished_at)}"
    late = dossier.finished_at > dossier.due_at
    return f"xong {said(dossier.finished_at)}, {'quá hạn' if late else 'trong hạn'}"


def _short(moment: datetime | None) -> str:
    return f"{moment.astimezone(HANOI):%H:%M %d/%m/%Y}" if moment else ""
