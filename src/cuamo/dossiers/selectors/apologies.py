"""Letters of apology that lie ready."""

from cuamo.dossiers.models import Dossier, PreparedApology


def prepared_apology(dossier: Dossier) -> PreparedApology | None:
    """Return the letter that waits for its leader, None without one (thư xin lỗi soạn sẵn)."""
    return PreparedApology.objects.filter(dossier_id=dossier.id, ended_at=None).first()
