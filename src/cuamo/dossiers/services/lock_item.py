"""One holder at a time, by a soft lock."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.policies import unknown_dossier
from cuamo.kernel.actors import Actor

LOCK_FOR = timedelta(minutes=20)


@transaction.atomic
def open_item(*, dossier_id: UUID, officer: Actor, take_over: bool = False, at: datetime) -> WorkItem:
    """Open a waiting dossier; whoever opens an unlocked one holds it. Look at `locked_by` for the outcome.

    Raises:
        NotFound: it waits for nobody.
    """
    item = WorkItem.objects.select_for_update(of=("self",)).filter(dossier_id=dossier_id).first()
    if item is None:
        raise unknown_dossier()
    free = not item.locked_by or item.locked_at is None or item.locked_at < at - LOCK_FOR
    if free or take_over or item.locked_by == officer.id:
        item.locked_by, item.locked_name, item.locked_at = officer.id, officer.name, at
        if not item.holder_id or take_over:
            item.holder_id, item.holder_name = officer.id, officer.name
        item.save()
    return item
