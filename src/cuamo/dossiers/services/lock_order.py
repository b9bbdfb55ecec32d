"""One order of locks: the dossier, then its row of the queue, then its stream.

Whoever records an event of a dossier, and touches its row of the queue or another row of it, locks the
dossier first; several dossiers by their ids. Then nobody holds what another, who holds the dossier, still
wants.
"""

from collections.abc import Iterable
from uuid import UUID

from cuamo.dossiers.models import Dossier


def lock_in_order(dossier_ids: Iterable[UUID], *, skip_locked: bool = False) -> set[UUID]:
    """Lock these dossiers by their ids until the transaction ends; return those that are locked now.

    Rows that only point to a dossier can still be written by others.

    Args:
        skip_locked: leave out what somebody works on, instead of waiting.
    """
    rows = Dossier.objects.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    return set(rows.filter(id__in=list(dossier_ids)).order_by("id").values_list("id", flat=True))
