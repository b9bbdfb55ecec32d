"""A note that no longer holds is struck through, never taken away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers import policies
from cuamo.dossiers.models import InternalNote
from cuamo.dossiers.selectors.notes import may_strike
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound, NotPermitted


@transaction.atomic
def strike_note(*, note_id: UUID, officer: Actor, at: datetime) -> InternalNote:
    """Strike a note through (gạch ghi chú); it stays readable. A second time changes nothing.

    Raises:
        NotFound: there is no such note in the officer's territory.
        NotPermitted: it is somebody else's, and the officer does not lead the unit it was written at.
    """
    found = InternalNote.objects.filter(id=note_id).values_list("dossier_id", flat=True).first()
    if found is None:
        raise NotFound("note.unknown", "Không thấy ghi chú này.", "There is no such note.")
    dossier = lock_dossier(found)
    policies.require_reader(dossier, officer)
    note = InternalNote.objects.select_for_update(of=("self",)).get(id=note_id)
    if not may_strike(note, officer):
        raise NotPermitted(
            "note.other",
            f"Ghi chú này của {note.by_name}. Người đó hoặc lãnh đạo nơi viết gạch được.",
            "Only whoever wrote the note, or a leader of their unit, strikes it through.",
        )
    if note.struck_at is not None:
        return note
    note.struck_at, note.struck_by_name = at, officer.name
    note.save(update_fields=["struck_at", "struck_by_name"])
    tell("dossier.note_struck", dossier, actor=officer, at=at, note_id=str(note.id))
    return note
