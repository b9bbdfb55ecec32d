"""Drop papers people kept for use again: at once when they ask, a month after they took one out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from cuamo.dossiers.models import OwnPaper, PaperUse
from cuamo.dossiers.selectors.held import held_of
from cuamo.dossiers.services.erase_unused import erase_unused
from cuamo.kernel.actors import SYSTEM, Actor

KEPT_FOR = timedelta(days=30)
"""After its owner took it out; until then they can have it back (T4)."""
AT_ONCE = 500


@transaction.atomic
def drop_own_papers(papers: Iterable[OwnPaper], *, actor: Actor, at: datetime) -> int:
    """Drop papers for good; return how many. A file that a dossier needs stays there, out of the store.

    The row of one that was used stays too, since the dossiers that used it name it.
    """
    dropped = 0
    for own in papers:
        if PaperUse.objects.filter(own_paper=own).exists():
            own.removed_at, own.replaced_at = own.removed_at or at, own.replaced_at or at
            own.about = ""
            own.save(update_fields=["removed_at", "replaced_at", "about"])
        else:
            own.delete()
        erase_unused([own.file], actor=actor, at=at)
        dropped += 1
    return dropped


@transaction.atomic
def sweep_own_papers(*, at: datetime) -> int:
    """Drop papers taken out a month ago or more; running it again finds none. Held dossiers keep theirs."""
    used = PaperUse.objects.filter(own_paper_id=OuterRef("id"))
    out = OwnPaper.objects.filter(removed_at__lt=at - KEPT_FOR).exclude(
        Exists(used), replaced_at__isnull=False
    )
    rows = out.select_for_update(of=("self",), skip_locked=True).select_related("file").order_by("id")
    found = list(rows[:AT_ONCE])
    held = held_of([own.dossier_id for own in found], at=at)
    return drop_own_papers([own for own in found if own.dossier_id not in held], actor=SYSTEM, at=at)
