"""Carry what stays late one rung up."""

from datetime import datetime

from django.db import transaction

from cuamo.dossiers.models import Dossier, Lateness, WorkItem
from cuamo.dossiers.rules.lateness import TERM
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.ladder_set import ladder_set
from cuamo.dossiers.services.lock_order import lock_in_order
from cuamo.dossiers.services.parts import tell
from cuamo.kernel.actors import SYSTEM

BATCH = 500
RUNGS = ("UNIT", "CENTRE")


@transaction.atomic
def escalate(*, at: datetime, most: int = BATCH) -> int:
    """Record `dossier.escalated` when a dossier has been late for so many working days (báo cáo cấp trên).

    First the leader of the unit where it lies, then the leaders of the centre. A pause since then changes
    nothing: what was late is still told.
    """
    due = Lateness.objects.filter(kind=TERM, next_at__lte=at).order_by("next_at", "id")
    locked = lock_in_order(due.values_list("dossier_id", flat=True)[:most], skip_locked=True)
    rows = list(due.filter(dossier_id__in=locked).select_for_update(skip_locked=True))
    dossiers = Dossier.objects.in_bulk([row.dossier_id for row in rows])
    items = WorkItem.objects.in_bulk([row.dossier_id for row in rows])
    limits = ladder_set()
    for row in rows:
        dossier, item = dossiers[row.dossier_id], items.get(row.dossier_id)
        rung = RUNGS[row.told]
        row.told += 1
        last = row.told == len(RUNGS)
        days = limits.late_centre_after_working_days
        row.next_at = None if last else calendar_for(dossier).add_working_days(row.since, days)
        row.save(update_fields=["told", "next_at"])
        tell(
            "dossier.escalated",
            dossier,
            actor=SYSTEM,
            at=at,
            rung=rung,
            unit=item.unit_code if item else row.unit_code,
            step=item.step if item else "",
            late_since=row.since.isoformat(),
        )
    return len(rows)
