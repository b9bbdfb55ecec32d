"""Sign an approved result, or lay it before a leader again where that signature cannot be had."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.errors import SigningRefused
from cuamo.dossiers.models import Result
from cuamo.dossiers.rules.deadline import step_due
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.accept import decided, hours_of
from cuamo.dossiers.services.parts import lock_dossier, tell, wait_at
from cuamo.dossiers.services.sign_result import sign_approved_result
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import DomainError, NotPermitted


def sign_or_hand_back(*, dossier_id: UUID, at: datetime) -> Result:
    """Have an approved result signed; one its leader cannot sign any more waits for a decision again.

    The right ended, the certificate was revoked or has ended, the key moved to a token: trying again would
    never help, and another leader may decide. A second run changes nothing.

    Raises:
        SigningUnavailable: trying again helps.
    """
    approved = Result.objects.filter(dossier_id=dossier_id).values_list("approved_at", flat=True).first()
    try:
        return sign_approved_result(dossier_id=dossier_id, at=at)
    except (NotPermitted, SigningRefused) as refusal:
        return _hand_back(dossier_id, refusal, approved=approved, at=at)


@transaction.atomic
def _hand_back(dossier_id: UUID, refusal: DomainError, *, approved: datetime | None, at: datetime) -> Result:
    dossier = lock_dossier(dossier_id)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=dossier)
    if result.signed_at is not None or result.approved_at is None or result.approved_at != approved:
        return result
    leader = {"id": result.approved_by, "name": result.approved_by_name}
    result.approved_at, result.approved_by, result.approved_by_name = None, "", ""
    result.layout = {key: value for key, value in result.layout.items() if key != "signer_lines"}
    result.save(update_fields=["approved_at", "approved_by", "approved_by_name", "layout"])
    decided(dossier, "UNSIGNED", SYSTEM, at, note=refusal.vi)
    wait_at(
        dossier,
        Step.APPROVE,
        at=at,
        step_due_at=step_due(
            arrived_at=at,
            hours=hours_of(dossier, "APPROVE"),
            due_at=None if dossier.finished_at else dossier.due_at,
            calendar=calendar_for(dossier),
        ),
        came_back=True,
    )
    tell("dossier.unsigned", dossier, actor=SYSTEM, at=at, approved_by=leader, why=refusal.code)
    return result
