"""Tell a member of staff what to look at; put it off a little; end it with its cause."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import StaffAlert, WorkItem
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.selectors.whom_to_tell import Somebody, holders, supervisors
from cuamo.dossiers.states import Step
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.kernel.selectors.calendar import current_calendar

RUNGS = ("SLOW", "SOON", "LATE", "LATE_UNIT", "LATE_CENTRE")
FOLLOWING = ("SLOW", "SOON", "LATE", "LATE_UNIT")
"""Reminders of whoever has it in hands and of who is above them there."""
RESTS = (Step.CITIZEN, Step.PACK)
"""Where it stays whose it was, or nothing is left to decide."""
ENDS_WITH_MOVE = ("SLOW", "UNSIGNED")
ENDS_WITH_PAUSE = ("SLOW", "SOON")
ENDS_WITH_TERM = ("SLOW", "SOON", "LATE", "LATE_UNIT", "LATE_CENTRE", "APOLOGY", "EXPEDITE", "UNANSWERED")


def remind(
    people: Sequence[Somebody],
    *,
    kind: str,
    as_who: str,
    subject_id: UUID,
    about_id: UUID,
    code: str,
    unit_code: str,
    step: str = "",
    due_at: datetime | None = None,
    at: datetime,
) -> None:
    """Remind each of these people once of one cause (nhắc việc); heard again it reminds nobody twice."""
    StaffAlert.objects.bulk_create(
        [
            StaffAlert(
                account_id=who.id,
                person_name=who.name,
                kind=kind,
                as_who=as_who,
                subject_id=subject_id,
                about_id=about_id,
                code=code,
                unit_code=unit_code,
                step=step,
                due_at=due_at,
                made_at=at,
            )
            for who in people
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def snooze(*, alert_ids: Sequence[UUID], officer: Actor, at: datetime) -> int:
    """Put reminders off by some working hours (để sau); each so often as the thresholds say, never further.

    Returns:
        How many were put off; those that may not be any more stay where they are.
    Raises:
        NotFound: none of them is the officer's.
        IllegalTransition: none of them can be put off again.
    """
    mine = StaffAlert.objects.select_for_update().filter(
        id__in=list(alert_ids), account_id=officer.id, ended_at=None
    )
    found = list(mine.order_by("id"))
    if not found:
        raise NotFound("alert.unknown", "Không thấy việc này.", "There is no such reminder.")
    limits, calendar = ladder_set(), current_calendar()
    can = [alert for alert in found if alert.snoozes < limits.snooze_most]
    if not can:
        raise IllegalTransition(
            "alert.snoozed_enough",
            f"Việc này đã để sau {limits.snooze_most} lần.",
            f"This was put off {limits.snooze_most} times.",
            hint_vi="Mở hồ sơ để làm, hoặc nhờ cấp trên.",
            hint_en="Open the dossier, or ask who is above.",
        )
    until = calendar.add_minutes(calendar.next_open(at), limits.snooze_working_hours * 60)
    for alert in can:
        alert.snoozed_until, alert.snoozes = until, alert.snoozes + 1
        events.record(
            "alert.snoozed",
            alert.subject_id,
            actor=officer,
            at=at,
            kind=alert.kind,
            number=alert.snoozes,
            until=until.isoformat(),
        )
    StaffAlert.objects.bulk_update(can, ["snoozed_until", "snoozes"])
    return len(can)


def end_alerts(subject_id: UUID, *kinds: str, at: datetime, before: datetime | None = None) -> None:
    """End the open reminders of these kinds about a subject: their cause is gone.

    Args:
        before: only what was made up to then; an event heard late ends nothing that came after it.
    """
    open_ones = StaffAlert.objects.filter(subject_id=subject_id, kind__in=kinds, ended_at=None)
    if before is not None:
        open_ones = open_ones.filter(made_at__lte=before)
    open_ones.update(ended_at=at)


def outdo(people: Sequence[Somebody], kind: str, *, subject_id: UUID, at: datetime) -> None:
    """End what a higher rung says better to the same people: one dossier stands in one batch."""
    if kind in RUNGS:
        lower = RUNGS[: RUNGS.index(kind)]
        mine = StaffAlert.objects.filter(subject_id=subject_id, kind__in=lower, ended_at=None)
        mine.filter(account_id__in=[who.id for who in people]).update(ended_at=at)


def follow_hands(dossier_id: UUID, *, cause_id: UUID, at: datetime) -> None:
    """Let the reminders of a dossier go to who has it now and who is above them; others are rid of theirs.

    What is sent on is what still holds: late, soon due or slow. What nobody was reminded of yet is left to
    its own warning.

    Args:
        cause_id: the event that moved it; heard again it reminds nobody twice.
    """
    item = WorkItem.objects.filter(dossier_id=dossier_id).first()
    if item is None or item.step in RESTS:
        return
    hands = holders(unit_code=item.unit_code, step=item.step, holder_id=item.in_charge_id, at=at)
    above = supervisors(item.unit_code, at=at)
    said = StaffAlert.objects.filter(subject_id=dossier_id, kind__in=FOLLOWING)
    running = said.filter(ended_at=None)
    for people, as_who in ((hands, "HOLDER"), (above, "SUPERVISOR")):
        others = running.filter(as_who=as_who).exclude(account_id__in=[who.id for who in people])
        others.update(ended_at=at)
    rung = _rung(item)
    if not said.filter(kind=rung).exists():
        return
    high = "LATE_UNIT" if rung == "LATE" and said.filter(kind="LATE_UNIT").exists() else rung
    for people, as_who, kind in ((hands, "HOLDER", rung), (above, "SUPERVISOR", high)):
        if kind == "SOON" and as_who == "SUPERVISOR":
            continue
        known = set(running.filter(kind__in=RUNGS[RUNGS.index(kind) :]).values_list("account_id", flat=True))
        remind(
            [who for who in people if who.id not in known],
            kind=kind,
            as_who=as_who,
            subject_id=dossier_id,
            about_id=cause_id,
            code=item.code,
            unit_code=item.unit_code,
            step=item.step,
            due_at=item.due_at,
            at=at,
        )


def _rung(item: WorkItem) -> str:
    """Return what holds of the dossier now; empty where it is in time."""
    if item.warned >= 100 or "late" in item.flags:
        return "LATE"
    if item.warned >= 75:
        return "SOON"
    return "SLOW" if "slow" in item.flags else ""
