"""Which rows are a dossier's, which files they refer to, and who else needs those."""

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import models

from cuamo.archive.rules.emptying import PARTS, Part
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
        elif way := way_to_dossier(model):
            rows = rows.exclude(**{way: dossier_id})
        if rows.exists():
            return True
    return False


def files_of(dossier_id: UUID) -> set[UUID]:
    """Return every file a row of this dossier refers to."""
    found: set[UUID] = set()
    for model, column in references():
        if (way := way_to_dossier(model)) and model._meta.label != PERSONS_OWN:
            rows = model._default_manager.filter(**{way: dossier_id}).exclude(**{column: None})
            found |= set(rows.values_list(column, flat=True))
    return found


def point_elsewhere(dossier_id: UUID, file_id: UUID, other_id: UUID, *, persons_own: bool) -> None:
    """Let this dossier's rows refer to another file instead."""
    for model, column in references():
        if (way := way_to_dossier(model)) and not (persons_own and model._meta.label == PERSONS_OWN):
            rows = model._default_manager.filter(**{way: dossier_id, column: file_id})
            rows.update(**{column: other_id})


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Return every table and column that refers to stored files, those of documents left out."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel):
            model = relation.related_model
            if isinstance(model, type) and model._meta.app_label != "documents":
                yield model, f"{relation.field.name}_id"


def way_to_dossier(model: type[models.Model]) -> str:
    """Return the look-up that leads from a row of the table to its one dossier; empty when there is none."""
    if any(column.attname == "dossier_id" for column in model._meta.concrete_fields):
        return "dossier_id"
    ways = (part.by for part in PARTS if part.table == model._meta.label)
    return next((way for way in ways if way.endswith("__dossier_id")), "")


def rows_of(part: Part, dossier_id: UUID) -> models.QuerySet[models.Model]:
    """Return the dossier's rows of one table."""
    rows: models.QuerySet[models.Model] = apps.get_model(part.table)._default_manager.all()
    if not part.through:
        return rows.filter(**{part.by: dossier_id})
    owners = apps.get_model(part.through)._default_manager.filter(dossier_id=dossier_id)
    return rows.filter(**{f"{part.by}__in": owners.values("id")})
