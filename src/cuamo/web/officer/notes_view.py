"""The internal notes of a dossier as X2 shows them."""

from typing import Any

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.notes import notes_of
from cuamo.dossiers.services.write_note import LONGEST
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest


def notes_shown(request: ActedRequest, dossier: Dossier) -> dict[str, Any]:
    """Return the notes, the newest first, and what was typed and refused a moment ago."""
    rows = notes_of(dossier)
    leads = Role.LEADER in request.actor.roles
    return {
        "rows": [{"note": note, "strikes": leads or note.by_id == request.actor.id} for note in rows],
        "standing": sum(note.struck_at is None for note in rows),
        "typed": request.POST.get("note", ""),
        "longest": LONGEST,
    }
