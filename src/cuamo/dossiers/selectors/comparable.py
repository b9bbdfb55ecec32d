"""Papers of the same person's earlier dossiers, to lay beside the one that is looked at."""

from cuamo.dossiers.models import Dossier, DossierPaper
from cuamo.dossiers.selectors.earlier import earlier_dossiers
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under

MOST = 12


def earlier_papers(dossier: Dossier, *, officer: Actor) -> list[DossierPaper]:
    """Return papers of earlier dossiers of the applicant, the latest first (giấy của hồ sơ trước).

    Only of dossiers the officer may open anyway: received or decided in their territory. Papers that answer
    the same need come first.
    """
    if dossier.applicant_id is None:
        return []
    under = set(units_under(officer.unit_code))
    theirs = [
        each
        for each in earlier_dossiers(dossier.applicant_id)
        if each.id != dossier.id and under & {each.received_by, each.decided_by}
    ]
    kept = DossierPaper.objects.filter(dossier__in=theirs, removed_at=None).select_related("file", "dossier")
    papers = sorted(kept.order_by("-added_at", "-id"), key=lambda paper: paper.dossier_id, reverse=True)
    here = {paper.component_key for paper in DossierPaper.objects.filter(dossier=dossier, removed_at=None)}
    return sorted(papers, key=lambda paper: paper.component_key not in here)[:MOST]
