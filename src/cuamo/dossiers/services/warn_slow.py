"""Remind of a dossier nobody has moved for half of its step."""

from datetime import datetime

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.lookups import LessThanOrEqual

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.services.lock_order import lock_in_order
from cuamo.dossiers.services.note_late import flag
from cuamo.dossiers.services.parts import tell
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import SYSTEM

BATCH = 100
STANDING = (Step.CITIZEN, Step.EXTERNAL, Step.SIGN, Step.PACK)
"""Nobody of the office is expected to move these: they wait for the citizen, a ministry, a machine."""


@transaction.atomic
def warn_slow(*, at: datetime, most: int = BATCH) -> int:
    """Record `dossier.slowed` once a step, when half of its time is over and nothing moved (chậm).

    Reads the rows of open work once; each is recorded in its own right.
    """
    limit = ladder_set().slow_percent_of_step
    waited = ExpressionWrapper(Value(at) - F("arrived_at"), output_field=DurationField())
    half = ExpressionWrapper((F("step_due_at") - F("arrived_at")) * limit / 100, output_field=DurationField())
    slow = WorkItem.objects.filter(LessThanOrEqual(half, waited), step_due_at__gte=at)
    slow = slow.exclude(step__in=STANDING).exclude(flags__contains=["slow"])
    slow = slow.order_by("arrived_at", "dossier_id")
    locked = lock_in_order(slow.values_list("dossier_id", flat=True)[:most], skip_locked=True)
    items = list(slow.filter(dossier_id__in=locked).select_for_update(of=("self",), skip_locked=True))
    dossiers = Dossier.objects.in_bulk([item.dossier_id for item in items])
    for item in items:
        dossier = dossiers[item.dossier_id]
        flag(dossier, "slow")
        tell(
            "dossier.slowed",
            dossier,
            actor=SYSTEM,
            at=at,
            step=item.step,
            unit=item.unit_code,
            holder=item.in_charge_id,
            step_due_at=item.step_due_at.isoformat(),
        )
    return len(items)
