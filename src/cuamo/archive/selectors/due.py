"""Which finished dossiers are due: for the archive, for destruction."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cuamo.archive.models import DestructionItem, Keeping
from cuamo.archive.selectors.holds import standing
from cuamo.archive.types import Outcome
from cuamo.dossiers.models import Complaint, WorkItem
from cuamo.kernel.clock import to_hanoi


def to_submit(units: Sequence[str], *, at: datetime) -> QuerySet[Keeping]:
    """Return dossiers whose time for the archive has come, unless somebody holds or still works on them."""
    rows = Keeping.objects.filter(
        unit_code__in=list(units), package=None, archived_at=None, destroyed_at=None
    )
    due = rows.filter(submit_from__lte=to_hanoi(at).date())
    return _free(due, at)


def to_destroy(units: Sequence[str], *, at: datetime) -> QuerySet[Keeping]:
    """Return dossiers whose retention has ended, that the archive has and that no list proposes yet."""
    rows = Keeping.objects.filter(unit_code__in=list(units), destroyed_at=None)
    listed = DestructionItem.objects.filter(outcome=Outcome.WAITING, dossier_id=OuterRef("dossier_id"))
    due = rows.filter(~Exists(listed), destroy_from__lte=to_hanoi(at).date())
    return _free(due.filter(Q(submit_by=None) | Q(archived_at__isnull=False)), at)


def _free(rows: QuerySet[Keeping], at: datetime) -> QuerySet[Keeping]:
    this = OuterRef("dossier_id")
    held, worked_on = standing(at).filter(dossier_id=this), WorkItem.objects.filter(dossier_id=this)
    complained = Complaint.objects.filter(dossier_id=this, answered_at=None)
    return rows.filter(~Exists(held), ~Exists(worked_on), ~Exists(complained))
