"""Take over what a machine read from a paper; only a person does."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.proposals import proposals_for
from cuamo.dossiers.services.fill_form import fill_form, lock_draft
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotFound

PAPER = "paper:"
"""Sources of values that were taken from a paper: `paper:<id>`."""


@transaction.atomic
def take_proposal(*, dossier_id: UUID, actor: Actor, field_key: str, paper_id: UUID, at: datetime) -> Dossier:
    """Put the proposed value into the field of the draft and remember the paper it comes from.

    Raises:
        IllegalTransition: the dossier has been sent.
        NotFound: this paper proposes nothing for this field (any more).
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    proposal = next(
        (
            found
            for found in proposals_for(dossier)
            if (found.field_key, found.paper_id) == (field_key, paper_id)
        ),
        None,
    )
    if proposal is None:
        raise NotFound(
            "proposal.unknown",
            "Giấy này không còn gợi ý cho ô đó.",
            "This paper proposes nothing for that field any more.",
            where=field_key,
            hint_vi="Nhìn giấy rồi gõ vào ô.",
            hint_en="Look at the paper and type the value.",
        )
    fill_form(dossier_id=dossier.id, actor=actor, raw={field_key: proposal.value}, at=at, partly=True)
    dossier.refresh_from_db(fields=["values", "sources", "saved_at"])
    dossier.sources = {**dossier.sources, field_key: f"{PAPER}{paper_id}"}
    dossier.save(update_fields=["sources"])
    return dossier
