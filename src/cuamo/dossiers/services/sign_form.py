"""The citizen signs the form in front of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.form import FormResult
from cuamo.catalogue.rules.form_files import kept_parts
from cuamo.dossiers.selectors.form_files import values_to_sign
from cuamo.dossiers.services.fill_form import fill_form, lock_draft
from cuamo.dossiers.services.form_files import Upload
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict


@transaction.atomic
def sign_form(
    *,
    dossier_id: UUID,
    citizen: Actor,
    raw: Mapping[str, Any],
    uploads: Mapping[str, Upload],
    seen: str,
    at: datetime,
) -> FormResult:
    """Keep the signatures given on the citizen's own screen (ký tờ khai); no other field is touched.

    Args:
        seen: hash of the values that stood on the page, as `values_to_sign` gives it.
    Raises:
        Conflict: the values have changed meanwhile; nobody signs what they have not seen.
        NotFound: the dossier is somebody else's. IllegalTransition: it has been sent.
    """
    dossier = lock_draft(dossier_id, citizen, at=at)
    if values_to_sign(dossier, today=at.astimezone(HANOI).date()) != seen:
        raise Conflict(
            "sign.changed",
            "Tờ khai vừa thay đổi. Xem lại rồi ký.",
            "The form has just changed. Check it again, then sign.",
        )
    kinds = {key: part["type"] for key, part in kept_parts(dossier.version.content).items()}
    return fill_form(
        dossier_id=dossier.id,
        actor=citizen,
        raw={key: act for key, act in raw.items() if kinds.get(key) == "signature"},
        uploads={key: file for key, file in uploads.items() if kinds.get(key) == "signature"},
        partly=True,
        at=at,
    )
