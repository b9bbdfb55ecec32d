"""Draft form 04 a working day before a term ends that will not be kept; nobody but a leader sends it."""

from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cuamo.dossiers.models import Dossier, Opinion, PreparedApology, WorkItem
from cuamo.dossiers.rules.apology import new_date, prepare_from, will_miss
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import hours_of
from cuamo.dossiers.services.lock_order import lock_in_order
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


def prepare_apologies(*, at: datetime, most: int = BATCH) -> int:
    """Draft a letter for every dossier whose term ends within a working day and will not be kept.

    The cause comes from the facts: whose opinion is waited for and since when, else where it lies. One draft
    a dossier, each in a transaction of its own, so that nobody at work waits for this run; a dossier that
    got a new date before gets none, one that somebody works on is left to the next run.

    Returns:
        How many were drafted; one that is drafted is not looked at again.
    Law: Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 04.
    """
    promised = Dossier.objects.filter(id=OuterRef("dossier_id"), promised_again_at__isnull=False)
    near = _running().filter(~Exists(promised), due_at__lte=_next_day_closes(at))
    ids = list(near.order_by("due_at", "dossier_id").values_list("dossier_id", flat=True))
    drafted = 0
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        dossiers = Dossier.objects.select_related("version").in_bulk(part)
        items = _running().in_bulk(part)
        for dossier_id in part:
            item = items.get(dossier_id)
            if item is None or _new_date(dossiers[dossier_id], item, _asked(dossier_id), at) is None:
                continue
            drafted += _draft(dossier_id, at)
            if drafted == most:
                return drafted
    return drafted


def _running() -> QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(step__in=REST, state__in=[State.ACCEPTED, State.IN_PROGRESS])
    return rows.exclude(flags__contains=["apology"])


def _asked(dossier_id: UUID) -> Opinion | None:
    return Opinion.objects.filter(dossier_id=dossier_id, answered_at=None).order_by("-due_at").first()


def _new_date(dossier: Dossier, item: WorkItem, asked: Opinion | None, at: datetime) -> datetime | None:
    """Return the date a letter would name, None where none is due."""
    if dossier.promised_again_at or dossier.due_at is None or dossier.accepted_at is None:
        return None
    calendar = calendar_for(dossier)
    if at < prepare_from(accepted_at=dossier.accepted_at, due_at=dossier.due_at, calendar=calendar):
        return None
    needed = round(60 * sum(hours_of(dossier, step) for step in REST[Step(item.step)]))
    left = max(0, calendar.working_minutes_between(at, dossier.due_at))
    after_opinion = round(60 * sum(hours_of(dossier, step) for step in REST[Step.APPROVE]))
    waits_past = asked is not None and (
        calendar.working_minutes_between(max(at, asked.due_at), dossier.due_at) < after_opinion
    )
    if not will_miss(needed_minutes=needed, left_minutes=left, waits_past=waits_past):
        return None
    return new_date(
        at=at,
        due_at=dossier.due_at,
        waits_until=asked.due_at if asked else None,
        needed_minutes=needed,
        calendar=calendar,
    )


@transaction.atomic
def _draft(dossier_id: UUID, at: datetime) -> bool:
    """Draft the letter if it is still due once the dossier is locked."""
    if not lock_in_order([dossier_id], skip_locked=True):
        return False
    dossier = Dossier.objects.select_related("version").get(id=dossier_id)
    item, asked = _running().filter(dossier_id=dossier_id).first(), _asked(dossier_id)
    new_due_at = _new_date(dossier, item, asked, at) if item else None
    if item is None or new_due_at is None or dossier.due_at is None:
        return False
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
        holder=item.in_charge_id,
    )
    return True


@transaction.atomic
def report_unsent_apologies(*, at: datetime, most: int = BATCH) -> int:
    """Report to the centre every letter that was ready and that nobody had sent by the due moment.

    One whose dossier has ended, or is to be withdrawn, is not sent any more and not reported.
    """
    unsent = PreparedApology.objects.filter(ended_at=None, escalated_at=None, due_at__lt=at)
    unsent = unsent.order_by("due_at", "id")
    locked = lock_in_order(unsent.values_list("dossier_id", flat=True)[:most], skip_locked=True)
    rows = list(unsent.filter(dossier_id__in=locked).select_for_update(skip_locked=True))
    dossiers = Dossier.objects.in_bulk([row.dossier_id for row in rows])
    for row in rows:
        dossier = dossiers[row.dossier_id]
        if dossier.finished_at is not None or dossier.state == State.WITHDRAWAL:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            continue
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


def drop_apology(dossier_id: UUID, *, before: datetime) -> None:
    """Forget a letter that was not sent: the clock stands still, and its date is no longer the right one.

    Args:
        before: only what was drafted up to then; an event heard late forgets no letter that came after it.
    """
    unsent = PreparedApology.objects.filter(dossier_id=dossier_id, ended_at=None)
    unsent.filter(prepared_at__lte=before).delete()
    if not unsent.exists():
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
