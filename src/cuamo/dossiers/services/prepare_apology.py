"""Draft form 04 a working day before a term ends that will not be kept; nobody but a leader sends it."""

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Opinion, PreparedApology, WorkItem
from cuamo.dossiers.rules.apology import new_date, prepare_from, will_miss
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import hours_of
from cuamo.dossiers.services.note_late import flag, unflag
from cuamo.dossiers.services.parts import tell
from cuamo.dossiers.states import State, Step
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.clock import HANOI
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.models import Unit

BATCH = 300
REST = {
    Step.EXAMINE: ("EXAMINE", "APPROVE", "ISSUE"),
    Step.APPROVE: ("APPROVE", "ISSUE"),
    Step.SIGN: ("ISSUE",),
    Step.ISSUE: ("ISSUE",),
}
"""What a process still needs from a step on."""
WAITING = {
    Step.EXAMINE: "Hồ sơ còn đang được thẩm định tại {unit}",
    Step.APPROVE: "Hồ sơ đang chờ lãnh đạo {unit} quyết định",
    Step.SIGN: "Kết quả đang chờ ký số tại {unit}",
    Step.ISSUE: "Kết quả đang chờ phát hành tại {unit}",
}


@transaction.atomic
def prepare_apologies(*, at: datetime, most: int = BATCH) -> int:
    """Draft a letter for every dossier whose term ends within a working day and will not be kept.

    The cause comes from the facts: whose opinion is waited for and since when, else where it lies. One draft
    a dossier; a dossier that got a new date before gets none.

    Returns:
        How many were drafted; one that is drafted is not looked at again.
    Law: Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 04.
    """
    near = WorkItem.objects.filter(
        due_at__lte=_next_day_closes(at), step__in=REST, state__in=[State.ACCEPTED, State.IN_PROGRESS]
    ).exclude(flags__contains=["apology"])
    drafted = 0
    items = near.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "dossier_id")
    for item in items.iterator(chunk_size=most):
        dossier = Dossier.objects.select_related("version").get(id=item.dossier_id)
        if _draft(dossier, item, at):
            drafted += 1
        if drafted == most:
            break
    return drafted


def _draft(dossier: Dossier, item: WorkItem, at: datetime) -> bool:
    if dossier.promised_again_at or dossier.due_at is None or dossier.accepted_at is None:
        return False
    calendar = calendar_for(dossier)
    if at < prepare_from(accepted_at=dossier.accepted_at, due_at=dossier.due_at, calendar=calendar):
        return False
    needed = round(60 * sum(hours_of(dossier, step) for step in REST[Step(item.step)]))
    left = max(0, calendar.working_minutes_between(at, dossier.due_at))
    asked = Opinion.objects.filter(dossier=dossier, answered_at=None).order_by("-due_at").first()
    after_opinion = round(60 * sum(hours_of(dossier, step) for step in REST[Step.APPROVE]))
    waits_past = asked is not None and (
        calendar.working_minutes_between(max(at, asked.due_at), dossier.due_at) < after_opinion
    )
    if not will_miss(needed_minutes=needed, left_minutes=left, waits_past=waits_past):
        return False
    new_due_at = new_date(
        at=at,
        due_at=dossier.due_at,
        waits_until=asked.due_at if asked else None,
        needed_minutes=needed,
        calendar=calendar,
    )
    prepared, fresh = PreparedApology.objects.get_or_create(
        dossier_id=dossier.id,
        defaults={
            "due_at": dossier.due_at,
            "cause": _cause(item, asked),
            "new_due_at": new_due_at,
            "prepared_at": at,
        },
    )
    flag(dossier, "apology")
    if not fresh:
        return False
    tell(
        "dossier.apology_prepared",
        dossier,
        actor=SYSTEM,
        at=at,
        apology_id=str(prepared.id),
        new_due_at=new_due_at.isoformat(),
        unit=item.unit_code,
        step=item.step,
        holder=item.holder_id,
    )
    return True


@transaction.atomic
def report_unsent_apologies(*, at: datetime, most: int = BATCH) -> int:
    """Report to the centre every letter that was ready and that nobody had sent by the due moment."""
    unsent = PreparedApology.objects.select_for_update(skip_locked=True).filter(
        ended_at=None, escalated_at=None, due_at__lt=at
    )
    rows = list(unsent.order_by("due_at", "id")[:most])
    dossiers = Dossier.objects.in_bulk([row.dossier_id for row in rows])
    for row in rows:
        dossier = dossiers[row.dossier_id]
        row.escalated_at = at
        row.save(update_fields=["escalated_at"])
        tell(
            "dossier.apology_prepared",
            dossier,
            actor=SYSTEM,
            at=at,
            apology_id=str(row.id),
            unit=dossier.decided_by,
            unsent=True,
        )
    return len(rows)


def _next_day_closes(at: datetime) -> datetime:
    """Return the last moment of the next working day: nothing due later is prepared today."""
    day = current_calendar().next_working_day(at.astimezone(HANOI).date())
    return datetime.combine(day, time.max, tzinfo=HANOI)


def drop_apology(dossier_id: UUID) -> None:
    """Forget a letter that was not sent: the clock stands still, and its date is no longer the right one."""
    PreparedApology.objects.filter(dossier_id=dossier_id, ended_at=None).delete()
    unflag(dossier_id, "apology")


def apology_sent(dossier_id: UUID, *, at: datetime) -> None:
    """Note that a new date was promised: the letter that lay ready has gone."""
    PreparedApology.objects.filter(dossier_id=dossier_id, ended_at=None).update(sent=True, ended_at=at)
    unflag(dossier_id, "apology")


def _cause(item: WorkItem, asked: Opinion | None) -> str:
    codes = [item.unit_code, *([asked.unit_code] if asked else [])]
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    if asked is not None:
        day = f"{asked.asked_at.astimezone(HANOI):%d/%m/%Y}"
        return f"Đang chờ ý kiến của {names.get(asked.unit_code, asked.unit_code)}, hỏi ngày {day}"
    return WAITING[Step(item.step)].format(unit=names.get(item.unit_code, item.unit_code))
