"""The person has moved: the result goes to another address."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Redirect
from cuamo.delivery.services.redirect import ask_redirect, confirm_redirect, stop_redirect
from cuamo.dossiers.selectors.proven_recipient import proven_recipient
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel.actors import Actor


@transaction.atomic
def ask_move(*, dossier_id: UUID, asker: Actor, address: str, ward_code: str, at: datetime) -> Redirect:
    """Ask for another address (đổi nơi giao); the phone known before is told, with a code.

    Raises:
        NotFound: it is not the citizen's dossier. NotPermitted: nobody has proven to be the recipient.
        IllegalTransition, Invalid: as `delivery.services.redirect` says.
    """
    dossier = lock_dossier(dossier_id)
    proven = proven_recipient(dossier, asker, at=at)
    return ask_redirect(
        subject_id=dossier.id,
        address=address,
        ward_code=ward_code,
        proven_by=proven.proven_by,
        via=proven.via,
        asker=asker,
        at=at,
    )


@transaction.atomic
def confirm_move(*, dossier_id: UUID, code: str, actor: Actor, at: datetime) -> bool:
    """Let the new address hold at once with the code of the text; return whether the code was right.

    Raises:
        NotFound: it is not the citizen's dossier. NotPermitted: nobody has proven to be the recipient.
        IllegalTransition: no request waits, or too many wrong codes.
    """
    dossier = lock_dossier(dossier_id)
    proven_recipient(dossier, actor, at=at)
    return confirm_redirect(subject_id=dossier.id, code=code, actor=actor, at=at)


@transaction.atomic
def stop_move(*, dossier_id: UUID, actor: Actor, at: datetime) -> Redirect | None:
    """Stop a request that waits («Không phải tôi đổi»); the old address stays.

    Raises:
        NotFound: it is not the citizen's dossier. NotPermitted: nobody has proven to be the recipient.
    """
    dossier = lock_dossier(dossier_id)
    proven_recipient(dossier, actor, at=at)
    return stop_redirect(subject_id=dossier.id, actor=actor, at=at)
