"""Empty files once nothing refers to them any more."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models

from cuamo.documents.models import StoredFile
from cuamo.documents.services.erase_file import erase_file
from cuamo.dossiers.models import Confirmation, Dossier, DossierPaper, TrayPage
from cuamo.kernel.actors import Actor

OF_A_DRAFT = (DossierPaper, TrayPage, Confirmation)
"""Tables in which a draft holds files: their rows go, or stay without what was in them."""


def erase_unused(
    files: Iterable[StoredFile], *, actor: Actor, at: datetime, but_for: Dossier | None = None
) -> int:
    """Empty those of the files that nothing refers to; return how many. The rest stays as it is.

    Args:
        but_for: a draft that is emptied whole: its own rows count as no need.
    """
    unused = [file for file in {file.id: file for file in files}.values() if not _needed(file, but_for)]
    for file in unused:
        erase_file(file_id=file.id, why="DESTROYED", actor=actor, at=at)
    return len(unused)


def _needed(file: StoredFile, but_for: Dossier | None) -> bool:
    for model, column in _references():
        users = model._default_manager.filter(**{column: file})
        if but_for is not None and model in OF_A_DRAFT:
            users = users.exclude(dossier=but_for)
        if users.exists():
            return True
    return False


def _references() -> Iterator[tuple[type[models.Model], str]]:
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel):
            model = relation.related_model
            if isinstance(model, type) and model._meta.app_label != "documents":
                yield model, relation.field.name
