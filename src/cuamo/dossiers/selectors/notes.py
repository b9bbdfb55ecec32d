"""Internal notes of a dossier, for officers alone."""

from collections.abc import Collection

from cuamo.dossiers.models import Dossier, InternalNote
from cuamo.kernel.actors import Actor
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role


def notes_of(dossier: Dossier) -> list[InternalNote]:
    """Return the notes of the dossier, the newest first; struck ones too."""
    return list(InternalNote.objects.filter(dossier=dossier).order_by("-written_at", "-id"))


def may_strike(note: InternalNote, officer: Actor, *, scope: Collection[str] | None = None) -> bool:
    """Say whether the officer wrote the note, or leads the unit it was written at.

    Args:
        scope: the units under the officer's own, where they were read already.
    """
    if note.by_id == officer.id:
        return True
    led = units_under(officer.unit_code) if scope is None else scope
    return Role.LEADER in officer.roles and note.unit_code in led
