"""Drop what a draft's papers looked like between two changes of their pages."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError

from cuamo.documents.services.drop_made import drop_made
from cuamo.dossiers.models import Confirmation, DossierPaper, TrayPage
from cuamo.kernel.ids import first_id

KEPT_FOR = timedelta(days=1)
LOOKED_BACK = timedelta(days=120)
"""Papers begun earlier were looked at in the nights before."""


def sweep_papers(*, at: datetime) -> int:
    """Drop papers put together from pages and replaced over a day ago; return how many.

    Their pages stay, so each can be made again byte for byte. One that a citizen was shown in a summary
    stays, and so does one that anything else refers to. A paper that came in as one file is none of them.
    """
    replaced = DossierPaper.objects.filter(id__gte=first_id(at - LOOKED_BACK), removed_at__lt=at - KEPT_FOR)
    shown = Confirmation.objects.filter(
        dossier_id=OuterRef("dossier_id"),
        shown_at__gte=OuterRef("added_at"),
        shown_at__lte=OuterRef("removed_at"),
    )
    made = replaced.filter(~Exists(shown), file__pages__gt=1).exclude(file__made_from=[])
    return sum(_drop(paper_id) for paper_id in made.order_by("id").values_list("id", flat=True))


def _drop(paper_id: UUID) -> bool:
    try:
        with transaction.atomic():
            paper = DossierPaper.objects.select_for_update().filter(id=paper_id).first()
            if paper is None:
                return False
            TrayPage.objects.filter(paper=paper).update(paper=None)
            paper.delete()
            drop_made(file_id=paper.file_id)
    except ProtectedError:
        return False
    return True
