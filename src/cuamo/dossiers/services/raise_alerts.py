"""What an event of a dossier reminds people of, and what it makes pointless."""

from collections.abc import Sequence
from datetime import datetime

from cuamo.dossiers.models import Dossier, PreparedApology
from cuamo.dossiers.selectors.whom_to_tell import Somebody, centre, holders, leaders_of, supervisors
from cuamo.dossiers.services.expedite import close_expedites
from cuamo.dossiers.services.prepare_apology import drop_apology
from cuamo.dossiers.services.remind import (
    ENDS_WITH_MOVE,
    ENDS_WITH_PAUSE,
    ENDS_WITH_TERM,
    end_alerts,
    follow_hands,
    outdo,
    remind,
)
from cuamo.kernel.events import EventRecord

WARNINGS = (
    "dossier.slowed",
    "dossier.due_soon",
    "dossier.overdue",
    "dossier.escalated",
    "dossier.apology_prepared",
    "dossier.unsigned",
)
MOVES = (
    "dossier.accepted",
    "dossier.proposed",
    "dossier.return_proposed",
    "dossier.approved",
    "dossier.sent_back",
    "dossier.signed",
    "dossier.transferred",
    "dossier.supplemented",
    "dossier.obligation_paid",
    "dossier.opinion_given",
)
HANDED_ON = ("dossier.taken_over", "dossier.assigned")
PAUSES = ("dossier.supplement_asked", "dossier.payment_asked", "dossier.extended")
STANDS_STILL = ("dossier.supplement_asked", "dossier.payment_asked")
ENDS = ("dossier.finished", "dossier.refused", "dossier.stopped", "dossier.withdrawal_asked")
WITHDRAWN = ("dossier.withdrawal_asked",)
"""Nobody has to keep a term that the citizen gives up; a letter is drafted anew should it go on."""
HEARD = (*WARNINGS, *MOVES, *HANDED_ON, *PAUSES, *ENDS)


def raise_alerts(event: EventRecord) -> None:
    """Turn a warning into reminders, or end what a move has settled; the same event twice changes nothing."""
    at = event.occurred_at
    if event.name in WARNINGS:
        _warn(event, at)
        return
    if event.name in HANDED_ON:
        follow_hands(event.stream_id, cause_id=event.id, at=at)
        return
    end_alerts(event.stream_id, *ENDS_WITH_MOVE, at=at, before=at)
    if event.name in PAUSES:
        end_alerts(event.stream_id, *ENDS_WITH_PAUSE, at=at, before=at)
    if event.name in (*PAUSES, *WITHDRAWN):
        end_alerts(event.stream_id, "APOLOGY", at=at, before=at)
    if event.name in (*STANDS_STILL, *WITHDRAWN):
        drop_apology(event.stream_id, before=at)
    if event.name in ENDS and event.data.get("finished_at"):
        end_alerts(event.stream_id, *ENDS_WITH_TERM, at=at, before=at)
        unsent = PreparedApology.objects.filter(dossier_id=event.stream_id, ended_at=None)
        unsent.filter(prepared_at__lte=at).update(ended_at=at)
        close_expedites(event.stream_id, at=at)
    elif event.name in MOVES:
        follow_hands(event.stream_id, cause_id=event.id, at=at)


def _warn(event: EventRecord, at: datetime) -> None:
    dossier = Dossier.objects.filter(id=event.stream_id).first()
    if dossier is None or (dossier.finished_at is not None and event.name != "dossier.unsigned"):
        return
    data = event.data
    unit, step = data.get("unit", ""), data.get("step", "")

    def to(people: Sequence[Somebody], kind: str, as_who: str) -> None:
        remind(
            people,
            kind=kind,
            as_who=as_who,
            subject_id=dossier.id,
            about_id=event.id,
            code=dossier.shown_code,
            unit_code=unit,
            step=step,
            due_at=dossier.due_at or dossier.answer_due_at,
            at=at,
        )
        outdo(people, kind, subject_id=dossier.id, at=at)

    hands = holders(unit_code=unit, step=step, holder_id=data.get("holder", ""), at=at)
    above = supervisors(unit, at=at)
    if event.name == "dossier.slowed":
        to(hands, "SLOW", "HOLDER")
        to(above, "SLOW", "SUPERVISOR")
    elif event.name == "dossier.due_soon":
        if hands:
            to(hands, "SOON", "HOLDER")
        else:
            to(above, "SOON", "SUPERVISOR")
    elif event.name == "dossier.overdue":
        to(hands, "LATE", "HOLDER")
        to(above, "LATE", "SUPERVISOR")
    elif event.name == "dossier.unsigned":
        to(leaders_of(dossier.decided_by, at=at) or above, "UNSIGNED", "SUPERVISOR")
    elif event.name == "dossier.apology_prepared":
        if data.get("unsent"):
            to(centre(at=at), "APOLOGY", "CENTRE")
        else:
            to(leaders_of(dossier.decided_by, at=at) or above, "APOLOGY", "SUPERVISOR")
    elif data.get("rung") == "UNIT":
        to(leaders_of(unit, at=at) or above, "LATE_UNIT", "SUPERVISOR")
    else:
        to(centre(at=at), "LATE_CENTRE", "CENTRE")
