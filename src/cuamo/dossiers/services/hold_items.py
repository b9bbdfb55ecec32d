"""Take several waiting dossiers for oneself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import WorkItem
from cuamo.dossiers.selectors.worklist import visible_to
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid

MOST = 200


@transaction.atomic
def hold_items(*, dossier_ids: Sequence[UUID], officer: Actor, at: datetime) -> int:
    """Hold the officer's ticked dossiers that nobody holds (nhận giữ); somebody else's are left alone.

    What was given to nobody is the officer's from now on.

    Returns how many are held now that were not before.

    Raises:
        Invalid: nothing is ticked, or more than 200.
    """
    chosen = set(dossier_ids)
    if not 1 <= len(chosen) <= MOST:
        raise Invalid(
            "hold.none",
            f"Đánh dấu từ 1 đến {MOST} hồ sơ bằng phím cách.",
            f"Tick 1 to {MOST} dossiers with the space key.",
            where="chon",
        )
    free = visible_to(officer).filter(dossier_id__in=chosen, holder_id="")
    locked = list(free.order_by("dossier_id").select_for_update(of=("self",)).values_list("pk", flat=True))
    taken = WorkItem.objects.filter(pk__in=locked)
    taken.filter(assignee_id="").update(assignee_id=officer.id, assignee_name=officer.name)
    return taken.update(holder_id=officer.id, holder_name=officer.name)
