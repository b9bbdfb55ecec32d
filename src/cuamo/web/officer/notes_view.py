"""The internal notes of a dossier as X2 shows them."""

from typing import Any

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.notes import may_strike, notes_of
from cuamo.dossiers.services.write_note import LONGEST
from cuamo.organisation.selectors.scope import units_under
from cuamo.web.audiences import ActedRequest


def notes_shown(request: ActedRequest, dossier: Dossier) -> dict[str, Any]:
    """Return the notes, the newest first, and what was typed and refused a moment ago."""
    rows = notes_of(dossier)
    scope = units_under(request.actor.unit_code)
    return {
        "rows": [{"note": note, "strikes": may_strike(note, request.actor, scope=scope)} for note in rows],
        "standing": sum(note.struck_at is None for note in rows),
        "typed": request.POST.get("note", ""),
        "longest": LONGEST,
    }
