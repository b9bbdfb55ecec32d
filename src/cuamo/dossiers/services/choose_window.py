"""The person chooses when the result is brought again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import SlotChoice
from cuamo.delivery.services.choose_window import choose_window
from cuamo.dossiers.policies import is_citizen_of, unknown_dossier
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel.actors import Actor


@transaction.atomic
def choose_time_of_result(*, dossier_id: UUID, citizen: Actor, window: str, at: datetime) -> SlotChoice:
    """Choose another day for the courier (Hẹn lại).

    Raises:
        NotFound: it is not the citizen's dossier.
        IllegalTransition, Invalid: as `delivery.services.choose_window` says.
    """
    dossier = lock_dossier(dossier_id)
    if not is_citizen_of(dossier, citizen, at=at):
        raise unknown_dossier()
    return choose_window(subject_id=dossier.id, window=window, recipient=citizen, at=at)
