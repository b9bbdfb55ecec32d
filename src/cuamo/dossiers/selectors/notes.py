"""Internal notes of a dossier, for officers alone."""

from cuamo.dossiers.models import Dossier, InternalNote


def notes_of(dossier: Dossier) -> list[InternalNote]:
    """Return the notes of the dossier, the newest first; struck ones too."""
    return list(InternalNote.objects.filter(dossier=dossier).order_by("-written_at", "-id"))
