"""Let a decision about days reach the dossiers that are open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import office_of
from cuamo.dossiers.selectors.touched_by_calendar import BATCH, Touched, open_items, touched
from cuamo.dossiers.services.accept import hours_of
from cuamo.dossiers.services.note_late import lift_late, note_late
from cuamo.dossiers.services.parts import tell, warn_at
from cuamo.dossiers.services.remind import end_alerts
from cuamo.dossiers.states import Step
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.selectors.calendar_decisions import CalendarChange, calendar_change
from cuamo.kernel.services.decide_days import CALENDAR_STREAM, require_calendar_applier
from cuamo.organisation.selectors.calendar_of import office_hours

OF_THE_TERM = ("SOON", "LATE", "LATE_UNIT", "LATE_CENTRE")
HANDLED = frozenset({Step.EXAMINE, Step.APPROVE, Step.SIGN, Step.ISSUE})


@dataclass(frozen=True)
class Applied:
    """What came of one run over open dossiers."""

    changed: int
    settled: int
    """Followed the decision already."""
    by_hand: tuple[str, ...]
    """Codes of dossiers whose due moment was set in another way, or would be one that is over: left as they
    are, to be looked at."""
    last: UUID | None
    """Go on after this one; None when all are done."""


@transaction.atomic
def apply_calendar_decision(
    *, decision_id: UUID, admin: Actor, at: datetime, after: UUID | None = None, most: int = BATCH
) -> Applied:
    """Count the due moments of open dossiers anew by a decided calendar (áp dụng lịch cho hồ sơ đang mở).

    Each dossier whose term is longer or shorter by it gets its new due moment, its queue follows, and
    `dossier.due_recounted` keeps the old and the new one; the original due moment stays. One whose due
    moment the calendar before the decision does not explain is left as it is and named, and so is one that
    a worked day behind us would make late in arrears. Where the office was closed at the promised moment
    nothing was late. A second run changes nothing.

    Args:
        decision_id: what `decide_days` returned.
        after: go on after this dossier.
        most: dossiers to look at in this transaction.
    Raises:
        NotPermitted: `admin` may not apply the calendar.
        NotFound: there is no such decision.
    Law: Labour Code 45/2019/QH14, art. 111-112; Civil Code 2015, art. 147-148.
    """
    require_calendar_applier(admin)
    change = calendar_change(decision_id)
    ids = open_items(change, after=after, most=most)
    found = _locked(ids)
    reached = list(touched([found[each] for each in ids if each in found], change))
    left = [each for each in reached if each.by_hand or _late_in_arrears(each, at)]
    moved = [each for each in reached if not each.settled and each not in left]
    for each in moved:
        _move(each, change, decision_id=decision_id, admin=admin, at=at)
    by_hand = tuple(each.dossier.shown_code for each in left)
    last = ids[-1] if len(ids) == most else None
    if moved or by_hand or last is None:
        events.record(
            "calendar.applied",
            CALENDAR_STREAM,
            actor=admin,
            at=at,
            decision_id=str(decision_id),
            changed=len(moved),
            by_hand=len(by_hand),
        )
    return Applied(len(moved), sum(each.settled for each in reached), by_hand, last)


def _locked(ids: list[UUID]) -> dict[UUID, Dossier]:
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("version")
    return {dossier.id: dossier for dossier in rows.filter(id__in=ids).order_by("id")}


def _late_in_arrears(each: Touched, at: datetime) -> bool:
    return not each.settled and each.after < min(each.stored, at)


def _move(each: Touched, change: CalendarChange, *, decision_id: UUID, admin: Actor, at: datetime) -> None:
    dossier = each.dossier
    closed = each.after > each.stored and change.decides(each.stored)
    if not closed:
        note_late(dossier, at=at)
    setattr(dossier, each.field, each.after)
    dossier.save(update_fields=[each.field])
    lifted = closed and lift_late(dossier, field=each.field, former=each.stored, at=at)
    if lifted:
        end_alerts(dossier.id, *OF_THE_TERM, at=at)
    item = WorkItem.objects.select_for_update().get(dossier_id=dossier.id)
    step = Step(item.step)
    if step is Step.INTAKE:
        item.step_due_at = each.after
    elif step in HANDLED:
        sides = change.sides(office_hours([office_of(dossier)])[office_of(dossier)])
        was, will = (
            step_due(
                arrived_at=item.arrived_at, hours=hours_of(dossier, step), due_at=due_at, calendar=calendar
            )
            for due_at, calendar in ((each.before, sides.before), (each.after, sides.after))
        )
        item.step_due_at = will if item.step_due_at == was else min(item.step_due_at, each.after)
    item.due_at = each.after
    item.warn_at = warn_at(dossier, step)
    item.warned = 0
    item.save(update_fields=["step_due_at", "due_at", "warn_at", "warned"])
    tell(
        "dossier.due_recounted",
        dossier,
        actor=admin,
        at=at,
        decision=change.decision,
        decision_id=str(decision_id),
        field=each.field,
        former=each.stored.isoformat(),
        new=each.after.isoformat(),
        late_lifted=lifted,
    )
