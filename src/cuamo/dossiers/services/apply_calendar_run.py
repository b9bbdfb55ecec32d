"""A second person lets a decision about days reach all open dossiers, in the background, in visible steps."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.dossiers.jobs import run_calendar
from cuamo.dossiers.models import LongRun
from cuamo.dossiers.selectors.touched_by_calendar import BATCH, reach
from cuamo.dossiers.services.apply_calendar_decision import apply_calendar_decision
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Conflict, NotPermitted
from cuamo.kernel.selectors.calendar_decisions import calendar_change, decision_about_days
from cuamo.kernel.services.decide_days import CALENDAR_STREAM, require_calendar_applier

MOST_NAMED = 500
"""Dossiers left as they are that a run names; their number is always told."""


@transaction.atomic
def start_calendar_run(*, decision_id: UUID, admin: Actor, at: datetime) -> LongRun:
    """Begin to apply a recorded decision to open dossiers (áp dụng lịch); records `calendar.apply_started`.

    Raises:
        NotFound: there is no such decision.
        NotPermitted: `admin` may not apply the calendar, or recorded the decision (four eyes).
        Conflict: it is being applied, or was.
    """
    require_calendar_applier(admin)
    decision = decision_about_days(decision_id)
    if decision.by_id == admin.id:
        raise NotPermitted(
            "calendar.same_person",
            "Người ghi quyết định không tự áp dụng được. Cần một người khác.",
            "Whoever recorded the decision cannot apply it; another person must.",
        )
    subject = str(decision_id)
    if LongRun.objects.filter(kind="CALENDAR", subject=subject, status="DONE").exists():
        raise _applied()
    try:
        with transaction.atomic():
            run = LongRun.objects.create(
                kind="CALENDAR",
                subject=subject,
                params={"roles": sorted(admin.roles)},
                total=reach(calendar_change(decision_id)),
                started_by=admin.as_json(),
                unit_code=admin.unit_code,
                started_at=at,
            )
    except IntegrityError:
        raise _applied() from None
    events.record(
        "calendar.apply_started",
        CALENDAR_STREAM,
        actor=admin,
        at=at,
        decision_id=subject,
        run_id=str(run.id),
    )
    run_calendar.enqueue(run_id=str(run.id))
    return run


def go_on_calendar_run(*, run_id: UUID, at: datetime, most: int = BATCH) -> None:
    """Apply batch by batch; broken off and run again it goes on, finished it does nothing."""
    while _one_batch(run_id, at, most):
        pass


@transaction.atomic
def _one_batch(run_id: UUID, at: datetime, most: int) -> bool:
    """Apply one batch and keep how far it is; False when there is no more to do."""
    run = LongRun.objects.select_for_update(of=("self",)).get(id=run_id)
    if run.status == "DONE":
        return False
    so_far = {"changed": 0, "settled": 0, "left": 0, "by_hand": [], "last": None} | run.result
    last = UUID(so_far["last"]) if so_far["last"] else None
    done = apply_calendar_decision(
        decision_id=UUID(run.subject), admin=_who(run), at=at, after=last, most=most
    )
    so_far["changed"] += done.changed
    so_far["settled"] += done.settled
    so_far["left"] += len(done.by_hand)
    so_far["by_hand"] = [*so_far["by_hand"], *done.by_hand][:MOST_NAMED]
    so_far["last"] = str(done.last) if done.last else None
    run.result = so_far
    run.status = "RUNNING" if done.last else "DONE"
    run.done = min(run.done + most, run.total) if done.last else run.total
    run.finished_at = None if done.last else at
    run.save(update_fields=["result", "status", "done", "finished_at"])
    return done.last is not None


def _who(run: LongRun) -> Actor:
    """Whoever started the run could then; what it does is theirs."""
    who = run.started_by
    return Actor(
        ActorKind(who["kind"]), who["id"], who.get("name", ""), run.unit_code, frozenset(run.params["roles"])
    )


def _applied() -> Conflict:
    return Conflict(
        "calendar.applied",
        "Quyết định này đang được áp dụng, hoặc đã áp dụng rồi.",
        "This decision is being applied, or was applied already.",
    )
