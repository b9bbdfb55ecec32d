"""Which papers of a dossier are images of identity papers: they go when the law wants them gone."""

from cuamo.catalogue.rules.paper_kinds import is_id_card_image
from cuamo.catalogue.selectors.paper_kinds import paper_book
from cuamo.documents.selectors.readings import readings_of_files
from cuamo.dossiers.models import Dossier, DossierPaper


def id_card_papers(dossier: Dossier) -> list[DossierPaper]:
    """Return the papers of the dossier, removed ones too, that show an identity paper.

    Told by the name of the component, or by what a machine read the page as.

    Law: Law 91/2025/QH15 (image of an identity paper: no longer than the dossier needs it).
    """
    papers = list(
        DossierPaper.objects.filter(dossier=dossier).select_related("file").order_by("added_at", "id")
    )
    readings = readings_of_files(paper.file_id for paper in papers)
    names = {part["key"]: part["name_vi"] for part in dossier.version.content.get("components", [])}
    return [
        paper
        for paper in papers
        if is_id_card_image(
            paper_book(),
            names.get(paper.component_key, ""),
            reading_kind=readings[paper.file_id].kind if paper.file_id in readings else "",
        )
    ]
