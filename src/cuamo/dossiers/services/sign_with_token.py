"""A leader whose key is on a token decides and signs in one act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.sign_result import sign_approved_result
from cuamo.kernel.actors import Actor


@transaction.atomic
def approve_with_token(*, dossier_id: UUID, leader: Actor, pin: str, at: datetime) -> Dossier:
    """Decide as proposed, and sign a grant with the leader's own token; a wrong PIN leaves all as it was.

    The token is asked inside the transaction: one leader, one dossier, and either both happen or neither.

    Args:
        pin: passed on to the token for this one signature; neither kept nor written anywhere.
    Raises:
        NotPermitted, IllegalTransition, Invalid: as for `approve`.
        SigningRefused: wrong PIN, no token, a certificate that was revoked or has ended.
        SigningUnavailable: token, time stamp or revocation could not be had.
    """
    dossier = approve(dossier_id=dossier_id, leader=leader, at=at, sign_later=False, with_token=True)
    if Result.objects.filter(dossier=dossier, approved_at=at, signed_at=None).exists():
        sign_approved_result(dossier_id=dossier.id, at=at, pin=pin)
    return dossier
