"""Who else needs a stored file."""

from collections.abc import Iterator
from uuid import UUID

from django.db import models

from cuamo.documents.models import StoredFile

PERSONS_OWN = "dossiers.OwnPaper"
"""Papers people keep for themselves: they outlive the dossier, images of ID cards do not."""


def needed_elsewhere(file_id: UUID, dossier_id: UUID, *, persons_own: bool) -> bool:
    """True when anything beside this dossier refers to the file.

    Every table that refers to files is asked, those of later versions too: what cannot be told apart by
    dossier counts as a need, so that nothing goes that somebody still reads.

    Args:
        persons_own: a person's own paper that came from this dossier counts as a need too.
    """
    for model, column in references():
        rows = model._default_manager.filter(**{column: file_id})
        if model._meta.label == PERSONS_OWN:
            kept = rows.filter(removed_at=None)
            rows = kept if persons_own else kept.exclude(dossier_id=dossier_id)
        elif has_dossier(model):
            rows = rows.exclude(dossier_id=dossier_id)
        if rows.exists():
            return True
    return False


def files_of(dossier_id: UUID) -> set[UUID]:
    """Return every file a row of this dossier refers to."""
    found: set[UUID] = set()
    for model, column in references():
        if has_dossier(model) and model._meta.label != PERSONS_OWN:
            rows = model._default_manager.filter(dossier_id=dossier_id).exclude(**{column: None})
            found |= set(rows.values_list(column, flat=True))
    return found


def point_elsewhere(dossier_id: UUID, file_id: UUID, other_id: UUID, *, persons_own: bool) -> None:
    """Let this dossier's rows refer to another file instead."""
    for model, column in references():
        if has_dossier(model) and not (persons_own and model._meta.label == PERSONS_OWN):
            rows = model._default_manager.filter(dossier_id=dossier_id, **{column: file_id})
            rows.update(**{column: other_id})


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Return every table and column that refers to stored files, those of documents left out."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel):
            model = relation.related_model
            if isinstance(model, type) and model._meta.app_label != "documents":
                yield model, f"{relation.field.name}_id"


def has_dossier(model: type[models.Model]) -> bool:
    """True when a row of the table belongs to one dossier."""
    return any(column.attname == "dossier_id" for column in model._meta.concrete_fields)
