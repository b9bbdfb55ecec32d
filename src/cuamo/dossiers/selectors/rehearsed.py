"""What a rehearsal shows instead of sending it."""

from cuamo.dossiers.models import Visit
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.notices.models import Notice


def code_on_the_phone(screen_code: str) -> str:
    """Return the newest one-time code of the rehearsed visit; empty while there is none."""
    visit = Visit.objects.filter(screen_code=screen_code.upper(), ended_at=None).first()
    dossier = dossier_of_visit(visit) if visit else None
    if dossier is None or dossier.confirmed_at is not None:
        return ""
    sent = Notice.objects.filter(subject_id=dossier.id, template__startswith="N8")
    newest = sent.order_by("-created_at", "-id").first()
    return newest.text[:6] if newest else ""
