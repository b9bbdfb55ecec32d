"""A result was lost on its way: it is issued again, free of charge, and the lost one counts no more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.recipient import rule_of
from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.selectors.carried import LOST_ON_THE_WAY
from cuamo.dossiers.services.correct_result import draft_again, keep_the_issued_one
from cuamo.dossiers.services.issue_result import to_pack
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.states import State
from cuamo.kernel.actors import SYSTEM


@transaction.atomic
def replace_lost_result(*, dossier_id: UUID, at: datetime) -> Dossier | None:
    """Begin to issue a lost result again (cấp lại kết quả thất lạc); begun already, nothing changes.

    By the rule of the result the same paper is printed again with its number, or the number of the lost paper
    ends (its check page says so) and a leader signs a new one. Another envelope takes its place where
    results are packed. Something else about the result under way goes on and ends at packing by itself; a
    result that was taken back is not issued again.

    Returns:
        The dossier; None where no result of it is lost.
    """
    if not Dossier.objects.filter(id=dossier_id).exists():
        return None
    dossier = lock_dossier(dossier_id)
    lost = lost_envelope_of(dossier.id)
    if lost is None or dossier.state != State.DONE:
        return None
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=dossier).first()
    if result is None or result.revoked_at is not None or result.issued_at is None:
        return dossier
    if WorkItem.objects.filter(dossier_id=dossier.id).exists():
        return dossier
    if rule_of(lost).on_loss == "NEW_NUMBER":
        keep_the_issued_one(result, reason=LOST_ON_THE_WAY, officer=SYSTEM, at=at)
        draft_again(dossier, result, SYSTEM, reason=LOST_ON_THE_WAY, at=at, lost=lost.label)
    else:
        to_pack(dossier, at)
    return dossier


def lost_envelope_of(dossier_id: UUID) -> Parcel | None:
    """Return the dossier's lost envelope that nothing has replaced yet."""
    parcel = parcel_of(dossier_id)
    lost = parcel is not None and parcel.state == ParcelState.LOST and parcel.ended_at is None
    return parcel if lost else None
