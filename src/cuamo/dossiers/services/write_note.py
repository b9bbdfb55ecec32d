"""Officers tell each other what the next one should know."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import InternalNote
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid

LONGEST = 2000
"""Characters of one note."""


@transaction.atomic
def write_note(*, dossier_id: UUID, officer: Actor, text: str, at: datetime) -> InternalNote:
    """Write an internal note (ghi chú nội bộ); records `dossier.note_written` without its words.

    It stays with the dossier whoever holds it later, and is never shown to the citizen.

    Raises:
        NotFound: the dossier is not in the officer's territory.
        Invalid: nothing is said, or more than 2,000 characters.
    """
    dossier = lock_dossier(dossier_id)
    policies.require_reader(dossier, officer)
    said = text.strip()
    if not said:
        raise Invalid("note.empty", "Chưa ghi gì.", "Nothing is written yet.", where="note")
    if len(said) > LONGEST:
        raise Invalid(
            "note.long",
            f"Ghi chú dài nhất {LONGEST} chữ. Đang có {len(said)} chữ.",
            f"A note has {LONGEST} characters at most.",
            where="note",
        )
    note = InternalNote.objects.create(
        dossier=dossier,
        text=said,
        by_id=officer.id,
        by_name=officer.name,
        unit_code=officer.unit_code,
        written_at=at,
    )
    tell("dossier.note_written", dossier, actor=officer, at=at, note_id=str(note.id))
    return note
