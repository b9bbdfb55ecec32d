"""Parts every step is made of: lock, keep the work item, remember what happened."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Value, When

from cuamo.catalogue.selectors.versions import pinned_version
from cuamo.dossiers.models import Dossier, DossierKey, Visit, WorkItem
from cuamo.dossiers.policies import unit_of_step, unknown_dossier
from cuamo.dossiers.rules.deadline import warning_at
from cuamo.dossiers.rules.name_words import name_words
from cuamo.dossiers.rules.replay import MOMENTS
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.linked import answer_counts_from
from cuamo.dossiers.services.note_late import ended_on_time, note_late, without
from cuamo.dossiers.services.share_out import given_at
from cuamo.dossiers.states import Step
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.kernel.rehearsal import is_on

_held: ContextVar[dict[UUID, Dossier] | None] = ContextVar("held_dossiers", default=None)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REHEARSED = "LT"
ENDINGS = frozenset({"dossier.finished", "dossier.refused", "dossier.stopped", "dossier.withdrawal_asked"})
"""Events that can end a dossier; they say whether it ended on time (Decision 766/QĐ-TTg, 2.1)."""


def random_code(length: int) -> str:
    """Return random characters that are told apart when read aloud: no I, L, O, U."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_screen_code() -> str:
    """Return a new pairing code of a citizen screen; one of a rehearsal begins with letters no other has."""
    return f"{REHEARSED}{random_code(6)}" if is_on() else random_code(8)


@contextmanager
def holding() -> Iterator[None]:
    """Inside, a dossier locked once is not read again: what is locked, nobody else can change.

    For several acts in one transaction of which all happen or none does: after a refusal there is no going on
    with the one held.
    """
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def lock_dossier(dossier_id: UUID, *, destroyed_too: bool = False) -> Dossier:
    """Return the dossier, locked until the transaction ends.

    Raises:
        NotFound: there is none.
        IllegalTransition: its content was destroyed, and `destroyed_too` was not said.
    """
    held = _held.get()
    if held is None:
        dossier = _lock(dossier_id)
    else:
        if dossier_id not in held:
            held[dossier_id] = _lock(dossier_id)
        dossier = held[dossier_id]
    if dossier.is_destroyed and not destroyed_too:
        raise IllegalTransition(
            "dossier.destroyed",
            "Hồ sơ đã tiêu huỷ khi hết hạn bảo quản, không còn nội dung để làm tiếp.",
            "The dossier was destroyed when its retention ended; there is nothing left to work on.",
        )
    return dossier


def _lock(dossier_id: UUID) -> Dossier:
    dossier = Dossier.objects.select_for_update(of=("self",)).filter(id=dossier_id).first()
    if dossier is None:
        raise unknown_dossier()
    dossier.version = pinned_version(dossier.version_id)
    return dossier


def lock_visit(visit_id: UUID) -> Visit:
    """Return the visit, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    visit = Visit.objects.select_for_update(of=("self",)).filter(id=visit_id).first()
    if visit is None:
        raise NotFound("visit.unknown", "Không thấy lượt hỗ trợ này.", "There is no such visit.")
    return visit


def dossier_of_key(kind: str, value: str) -> Dossier | None:
    """Return the dossier found by one of its keys; touches one partition."""
    key = DossierKey.objects.filter(kind=kind, value=value).values_list("dossier_id", flat=True).first()
    dossier = Dossier.objects.filter(id=key).first() if key else None
    if dossier is not None:
        dossier.version = pinned_version(dossier.version_id)
    return dossier


def wait_at(
    dossier: Dossier, step: Step, *, at: datetime, step_due_at: datetime, came_back: bool = False
) -> None:
    """Let the dossier, which is locked, wait at `step` of its unit; whoever held it before lets go."""
    term = None if dossier.finished_at else dossier.due_at or dossier.answer_due_at
    due_at = term or step_due_at
    unit_code = unit_of_step(dossier, step)
    row: dict[str, Any] = {
        "unit_code": unit_code,
        "step": step,
        "code": dossier.shown_code,
        "procedure_code": dossier.procedure_code,
        "person_id": dossier.applicant_id,
        "helped_at": dossier.helped_at,
        "received_by": dossier.received_by,
        "state": dossier.state,
        "holder_id": "",
        "holder_name": "",
        "locked_by": "",
        "locked_name": "",
        "locked_since": None,
        "locked_at": None,
        "arrived_at": at,
        "step_due_at": step_due_at,
        "due_at": due_at,
        "warn_at": warn_at(dossier, step),
        "came_back": came_back,
        **given_at(dossier, step, unit_code=unit_code, came_back=came_back, at=at),
    }
    same_term = Case(When(due_at=due_at, then=F("warned")), default=Value(0))
    moved = WorkItem.objects.filter(dossier_id=dossier.id).update(
        **row, warned=same_term, flags=without("slow")
    )
    if not moved:
        words = name_words(dossier.applicant.full_name) if dossier.applicant else []
        WorkItem.objects.create(dossier_id=dossier.id, name_words=words, **row)


def warn_at(dossier: Dossier, step: Step) -> datetime | None:
    """Return when three quarters of the running term are used up; None where no term runs."""
    if step in {Step.CITIZEN, Step.EXTERNAL, Step.PACK} or dossier.paused_at or dossier.finished_at:
        return None
    if dossier.accepted_at is None:
        starts_at = answer_counts_from(dossier)
        first = due_at = dossier.answer_due_at
    else:
        starts_at, first, due_at = dossier.clock_starts_at, dossier.original_due_at, dossier.due_at
    if starts_at is None or first is None or due_at is None:
        return None
    return warning_at(starts_at=starts_at, first_due_at=first, due_at=due_at, calendar=calendar_for(dossier))


def leave_queues(dossier: Dossier) -> None:
    """Nothing waits for anybody any more."""
    WorkItem.objects.filter(dossier_id=dossier.id).delete()


def tell(name: str, dossier: Dossier, *, actor: Actor, at: datetime, **more: Any) -> None:
    """Record one event of the dossier, with the facts every consumer needs; what is late is kept first."""
    note_late(dossier, at=at)
    facts: dict[str, Any] = {
        "procedure": dossier.procedure_code,
        "channel": dossier.channel,
        "helped_at": dossier.helped_at,
        "received_by": dossier.received_by,
        "decided_by": dossier.decided_by,
        "state": int(dossier.state),
        "money": str(dossier.money),
        "carriage": str(dossier.carriage),
        "returns": dossier.returns,
    }
    facts |= {name: value.isoformat() for name in MOMENTS if (value := getattr(dossier, name)) is not None}
    if name in ENDINGS and dossier.finished_at == at:
        more["on_time"] = ended_on_time(dossier, at=at)
    events.record(name, dossier.id, actor=actor, at=at, **(facts | more))
