"""Keep what is late, in the transaction of the act or the watch that sees it."""

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, TextField, Value

from cuamo.dossiers.models import ClockPause, Dossier, Lateness, WorkItem
from cuamo.dossiers.policies import unit_of_step
from cuamo.dossiers.rules.lateness import ANSWER, COUNTED, TERM, broken_promises
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.states import State, Step

CITY = "CITY"


def note_late(dossier: Dossier, *, at: datetime) -> None:
    """Write down every promise of a locked dossier that is broken at `at`; each kind once, for good.

    Called before a due moment is moved and after every act, so that no change of state or date hides it. On
    a ministry's system the clock is the ministry's.
    """
    if dossier.state == State.DRAFT or dossier.route != CITY:
        return
    broken = broken_promises(
        answer_due_at=dossier.answer_due_at,
        accepted_at=dossier.accepted_at,
        due_at=dossier.due_at,
        paused_at=dossier.paused_at or _stood_still_since(dossier, at),
        finished_at=dossier.finished_at,
        returns=dossier.returns,
        at=at,
    )
    if not broken:
        return
    known = set(Lateness.objects.filter(dossier_id=dossier.id).values_list("kind", flat=True))
    new = {kind: since for kind, since in broken.items() if kind not in known}
    if not new:
        return
    item = WorkItem.objects.filter(dossier_id=dossier.id).values("unit_code", "step").first()
    step = Step.EXAMINE if dossier.accepted_at else Step.INTAKE
    place = item or {"unit_code": unit_of_step(dossier, step), "step": ""}
    for kind, since in new.items():
        Lateness.objects.bulk_create(
            [
                Lateness(
                    dossier_id=dossier.id,
                    kind=kind,
                    since=since,
                    code=dossier.shown_code,
                    procedure_code=dossier.procedure_code,
                    received_by=dossier.received_by,
                    helped_at=dossier.helped_at,
                    next_at=_next_at(dossier, since) if kind == TERM and not dossier.finished_at else None,
                    ended_at=dossier.finished_at,
                    **place,
                )
            ],
            ignore_conflicts=True,
        )
    if new.keys() & set(COUNTED):
        flag(dossier, "late")


def lift_late(dossier: Dossier, *, field: str, former: datetime, at: datetime) -> bool:
    """Take back that a promise was broken at `former`, a moment at which a named decision closed the office.

    Asked by the act that moved the due moment of the locked dossier; what is broken by the new moment as
    well stays, with its rungs. Its reminders end with it.

    Args:
        field: `due_at` or `answer_due_at`, moved already.
        former: what it was before.
    """
    moment: datetime | None = getattr(dossier, field)
    if moment is None or moment < min(at, dossier.paused_at or at):
        return False
    kind = TERM if field == "due_at" else ANSWER
    lifted, _ = Lateness.objects.filter(dossier_id=dossier.id, kind=kind, since=former).delete()
    if lifted and not Lateness.objects.filter(dossier_id=dossier.id, kind__in=COUNTED).exists():
        unflag(dossier.id, "late")
    return bool(lifted)


def flag(dossier: Dossier, word: str) -> None:
    """Put a word on the row of the queue, once."""
    rows = WorkItem.objects.filter(dossier_id=dossier.id).exclude(flags__contains=[word])
    rows.update(flags=Func(F("flags"), Value(word), function="array_append", output_field=_WORDS))


def unflag(dossier_id: UUID, word: str) -> None:
    """Take a word off the row of the queue."""
    rows = WorkItem.objects.filter(dossier_id=dossier_id, flags__contains=[word])
    rows.update(flags=without(word))


def without(word: str) -> Func:
    """Return the flags without a word, as a database expression."""
    return Func(F("flags"), Value(word), function="array_remove", output_field=_WORDS)


def ended_on_time(dossier: Dossier, *, at: datetime) -> bool:
    """Close what is late of a dossier that ends at `at`; say whether it counts as on time (index 2.1)."""
    late = Lateness.objects.filter(dossier_id=dossier.id)
    late.filter(ended_at=None).update(ended_at=at, next_at=None)
    return not late.filter(kind__in=COUNTED).exists()


def _stood_still_since(dossier: Dossier, at: datetime) -> datetime | None:
    """Return since when the clock stood still of a dossier that ends at `at` out of a pause."""
    if dossier.finished_at != at:
        return None
    pauses = ClockPause.objects.filter(dossier_id=dossier.id, ended_at=at)
    return pauses.order_by("started_at").values_list("started_at", flat=True).first()


def _next_at(dossier: Dossier, since: datetime) -> datetime:
    days = ladder_set().late_unit_after_working_days
    return calendar_for(dossier).add_working_days(since, days)


_WORDS: ArrayField = ArrayField(TextField())  # type: ignore[type-arg]  # the stubs ask for what is inferred
