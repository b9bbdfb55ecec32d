"""Who else needs a stored file."""

from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cuamo.documents.models import StoredFile


def needed_elsewhere(file_id: UUID, dossier_id: UUID) -> bool:
    """True when anything beside this dossier refers to the file.

    Every table that refers to files is asked, those of later versions too: what cannot be told apart by
    dossier counts as a need, so that nothing goes that somebody still reads.
    """
    for model, field in _references():
        rows = model._default_manager.filter(**{field: file_id})
        if _has_dossier(model):
            rows = rows.exclude(dossier_id=dossier_id)
        if rows.exists():
            return True
    return False


def point_elsewhere(dossier_id: UUID, file_id: UUID, other_id: UUID) -> None:
    """Let this dossier's rows refer to another file instead."""
    for model, field in _references():
        if _has_dossier(model):
            rows = model._default_manager.filter(dossier_id=dossier_id, **{field: file_id})
            rows.update(**{field: other_id})


def _references() -> Iterator[tuple[type[models.Model], str]]:
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel):
            model = relation.related_model
            if isinstance(model, type) and model._meta.app_label != "documents":
                yield model, f"{relation.field.name}_id"


def _has_dossier(model: type[models.Model]) -> bool:
    try:
        return model._meta.get_field("dossier") is not None
    except FieldDoesNotExist:
        return any(field.attname == "dossier_id" for field in model._meta.concrete_fields)
