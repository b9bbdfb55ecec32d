"""Warn before a term ends, and when it has ended."""

from datetime import datetime

from django.db import transaction

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.lock_order import lock_in_order
from cuamo.dossiers.services.parts import tell
from cuamo.kernel.actors import SYSTEM

BATCH = 100


@transaction.atomic
def warn(*, at: datetime, most: int = BATCH) -> int:
    """Record `dossier.due_soon` at 75 % of a running term and `dossier.overdue` at its end, once each.

    Holder and supervisor read it from the event; a dossier whose clock stands still is not warned about.
    Returns how many warnings were given; call again while it equals `most`.
    """
    soon = WorkItem.objects.filter(warn_at__lte=at, warned__lt=75)
    over = WorkItem.objects.filter(warn_at__lte=at, due_at__lt=at, warned__lt=100)
    due = (over | soon).order_by("warn_at", "dossier_id")
    locked = lock_in_order(due.values_list("dossier_id", flat=True)[:most], skip_locked=True)
    items = list(due.filter(dossier_id__in=locked).select_for_update(of=("self",), skip_locked=True))
    dossiers = Dossier.objects.in_bulk([item.dossier_id for item in items])
    for item in items:
        late = item.due_at < at
        item.warned = 100 if late else 75
        tell(
            "dossier.overdue" if late else "dossier.due_soon",
            dossiers[item.dossier_id],
            actor=SYSTEM,
            at=at,
            step=item.step,
            unit=item.unit_code,
            holder=item.in_charge_id,
        )
    WorkItem.objects.bulk_update(items, ["warned"])
    return len(items)
