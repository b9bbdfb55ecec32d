"""Papers of a dossier."""

from dataclasses import dataclass

from cuamo.catalogue.rules import components
from cuamo.catalogue.rules.components import ComponentNeed
from cuamo.dossiers.models import Dossier, DossierPaper


@dataclass(frozen=True)
class PaperSlot:
    """One paper asked for and the files given for it."""

    need: ComponentNeed
    files: list[DossierPaper]

    @property
    def complete(self) -> bool:
        """True when nothing is missing here."""
        return bool(self.files) or not self.need.required or bool(self.need.replaced_by_data)


def papers_given(dossier: Dossier) -> list[DossierPaper]:
    """Return the papers of the dossier with their files, oldest first."""
    kept = DossierPaper.objects.filter(dossier=dossier, removed_at=None)
    return list(kept.select_related("file__erasure").order_by("added_at", "id"))


def paper_slots(dossier: Dossier, given: list[DossierPaper] | None = None) -> list[PaperSlot]:
    """Return what is asked for by the answers, each with the files given for it.

    Args:
        given: the papers of the dossier, where the caller has them already.
    """
    given = papers_given(dossier) if given is None else given
    return [
        PaperSlot(need, [paper for paper in given if paper.component_key == need.key])
        for need in components.needed(dossier.version.content, dossier.answers)
    ]


def paper_count(dossier: Dossier) -> int:
    """Return how many papers the dossier has: components with at least one file."""
    return (
        DossierPaper.objects.filter(dossier=dossier, removed_at=None)
        .values("component_key")
        .distinct()
        .count()
    )
