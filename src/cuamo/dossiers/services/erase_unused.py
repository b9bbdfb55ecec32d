"""Empty files once nothing refers to them any more."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import models

from cuamo.documents.models import StoredFile
from cuamo.documents.services.erase_file import erase_file
from cuamo.dossiers.models import DossierPaper
from cuamo.kernel.actors import Actor


def erase_unused(
    files: Iterable[StoredFile], *, actor: Actor, at: datetime, but_for: Collection[UUID] = ()
) -> int:
    """Empty those of the files that nothing refers to; return how many. The rest stays as it is.

    Args:
        but_for: drafts that were emptied whole: their papers, whose rows stay, count as no need.
    """
    unused = [file for file in {file.id: file for file in files}.values() if not _needed(file, but_for)]
    for file in unused:
        erase_file(file_id=file.id, why="DESTROYED", actor=actor, at=at)
    return len(unused)


def _needed(file: StoredFile, but_for: Collection[UUID]) -> bool:
    for model, column in _references():
        users = model._default_manager.filter(**{column: file})
        if but_for and model is DossierPaper:
            users = users.exclude(dossier_id__in=but_for)
        if users.exists():
            return True
    return False


def _references() -> Iterator[tuple[type[models.Model], str]]:
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel):
            model = relation.related_model
            if isinstance(model, type) and model._meta.app_label != "documents":
                yield model, relation.field.name
