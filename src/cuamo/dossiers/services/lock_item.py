"""One holder at a time, by a soft lock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.policies import unknown_dossier
from cuamo.dossiers.rules.soft_lock import is_free
from cuamo.dossiers.services.lock_order import lock_in_order
from cuamo.kernel import events
from cuamo.kernel.actors import Actor


@transaction.atomic
def open_item(*, dossier_id: UUID, officer: Actor, take_over: bool = False, at: datetime) -> WorkItem:
    """Open a waiting dossier; whoever opens an unlocked one holds it. Look at `locked_by` for the outcome.

    Who takes it over is responsible from now on; notes and ticks stay. Records `dossier.taken_over` then.

    Raises:
        NotFound: it waits for nobody.
    """
    if take_over:
        lock_in_order([dossier_id])
    item = WorkItem.objects.select_for_update(of=("self",)).filter(dossier_id=dossier_id).first()
    if item is None:
        raise unknown_dossier()
    free = is_free(locked_by=item.locked_by, locked_at=item.locked_at, officer_id=officer.id, now=at)
    if not free and not take_over:
        return item
    if item.locked_by != officer.id or item.locked_since is None:
        item.locked_by, item.locked_name, item.locked_since = officer.id, officer.name, at
    item.locked_at = at
    if not item.holder_id or take_over:
        item.holder_id, item.holder_name = officer.id, officer.name
    if take_over and item.assignee_id != officer.id:
        left = item.assignee_id
        item.assignee_id, item.assignee_name = officer.id, officer.name
        events.record("dossier.taken_over", item.dossier_id, actor=officer, at=at, left=left, step=item.step)
    item.save()
    return item
