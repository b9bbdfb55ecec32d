"""The citizen answers and fills in on their own screen, beside the clerk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.form import FormResult
from cuamo.catalogue.rules.form_files import kept_parts
from cuamo.dossiers.services.fill_form import fill_form, lock_draft
from cuamo.kernel.actors import Actor

BY_CITIZEN = "citizen"
"""Source of a value the citizen typed themselves; the clerk's page never empties it."""


@transaction.atomic
def fill_together(*, dossier_id: UUID, citizen: Actor, raw: Mapping[str, Any], at: datetime) -> FormResult:
    """Keep what the citizen filled in (làm cùng), marked as theirs; only what changed is touched.

    Files and signatures have their own ways in and are left out here.

    Raises:
        NotFound: the dossier is somebody else's. IllegalTransition: it has been sent.
    """
    dossier = lock_draft(dossier_id, citizen, at=at)
    kept = kept_parts(dossier.version.content)
    before = dict(dossier.values)
    changed = {
        key: value for key, value in raw.items() if key not in kept and _said(value) != _said(before.get(key))
    }
    if not changed:
        return FormResult(values=before, errors={})
    result = fill_form(dossier_id=dossier.id, actor=citizen, raw=changed, partly=True, at=at)
    dossier.refresh_from_db(fields=["sources", "values"])
    theirs = {key: BY_CITIZEN for key in changed if _said(dossier.values.get(key))}
    dossier.sources = {**dossier.sources, **theirs}
    dossier.save(update_fields=["sources"])
    return result


def _said(value: Any) -> Any:
    return "" if value in (None, False, [], {}) else value
