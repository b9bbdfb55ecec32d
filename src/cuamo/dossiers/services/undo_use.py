"""A paper used again is taken out of a draft."""

from datetime import datetime

from cuamo.dossiers.models import DigitalCopy, Dossier, DossierPaper, PaperUse
from cuamo.dossiers.services.parts import tell
from cuamo.kernel.actors import Actor


def undo_use(dossier: Dossier, paper: DossierPaper, *, actor: Actor, at: datetime) -> None:
    """Note that a paper used again was taken out of the draft; of any other paper nothing happens."""
    use = PaperUse.objects.filter(paper=paper, undone_at=None).first()
    if use is None:
        return
    use.undone_at = at
    use.save(update_fields=["undone_at"])
    DigitalCopy.objects.filter(paper=paper).delete()
    left = PaperUse.objects.filter(dossier_id=dossier.id, undone_at=None).count()
    tell("dossier.reuse_undone", dossier, actor=actor, at=at, component=paper.component_key, left=left)
