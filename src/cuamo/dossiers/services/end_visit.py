"""Say goodbye."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Obligation, Referral, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.selectors.obligations import is_paid
from cuamo.dossiers.services.parts import lock_visit
from cuamo.dossiers.services.put_away import put_away
from cuamo.dossiers.states import State
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.ids import since
from cuamo.payments.selectors.status import status_of

ONLY_PAID = "PAYMENT"
"""Outcome of a visit somebody came to only to pay."""


@transaction.atomic
def end_visit(*, visit_id: UUID, clerk: Actor, outcome: str = "", at: datetime) -> Visit:
    """End the visit; both screens are wiped. Ending it again changes nothing."""
    visit = lock_visit(visit_id)
    if visit.ended_at is not None:
        return visit
    require_own_visit(visit, clerk)
    if not outcome and visit.person_id is None and _took_money(visit):
        outcome = ONLY_PAID
    put_away(visit, clerk=clerk, at=at)
    sent = Dossier.objects.filter(visit=visit, id__gte=since(visit.id)).exclude(state=State.DRAFT).count()
    visit.ended_at = at
    visit.parked = False
    visit.outcome = outcome or ("SENT" if sent else _without_dossier(visit))
    visit.save(update_fields=["ended_at", "parked", "outcome"])
    events.record(
        "visit.ended",
        visit.id,
        actor=clerk,
        at=at,
        agency=visit.agency_code,
        outcome=visit.outcome,
        kind=visit.kind,
        mode=visit.mode,
        sent=sent,
        seconds=int((at - visit.started_at).total_seconds()),
        presses=sum(int(step.get("presses", 0)) for step in visit.measures.values()),
        steps={
            step: [int(took.get("presses", 0)), int(took.get("seconds", 0))]
            for step, took in visit.measures.items()
        },
    )
    return visit


@transaction.atomic
def go_to_step(
    *, visit_id: UUID, clerk: Actor, step: int, measure: dict[str, Any] | None = None, at: datetime
) -> Visit:
    """Move the visit to a step and add what the last one took; unparks it.

    Past the first step money on the citizen screen is put away: the person is to see the step.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    if measure:
        kept = visit.measures.setdefault(str(visit.step), {"presses": 0, "seconds": 0})
        kept["presses"] += max(0, min(int(measure.get("presses", 0)), 500))
        kept["seconds"] += max(0, min(int(measure.get("seconds", 0)), 36_000))
    if step > 1:
        put_away(visit, clerk=clerk, at=at)
    visit.step = max(1, min(step, 11))
    visit.parked = False
    visit.save(update_fields=["step", "measures", "parked"])
    return visit


def _without_dossier(visit: Visit) -> str:
    if Referral.objects.filter(visit=visit).exists():
        return "REFERRAL"
    return "GUIDED" if visit.mode == "GUIDED" else "ADVICE"


def _took_money(visit: Visit) -> bool:
    if visit.collects_id is None:
        return False
    shown = Obligation.objects.get(id=visit.collects_id)
    return is_paid(shown, status_of(shown.id))
