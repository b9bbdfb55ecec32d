"""A second person approves a version."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import require_approver, require_second_person
from cuamo.catalogue.rules.readiness import blockers
from cuamo.catalogue.services.draft_version import invalid_content
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound
from cuamo.kernel.selectors.calendar import current_calendar


@transaction.atomic
def approve_version(*, version_id: UUID, actor: Actor, at: datetime) -> ProcedureVersion:
    """Approve a submitted version that is complete (duyệt phiên bản); records `version.approved`.

    Complete means: no faults, everything a dossier needs, and every one of its own test cases passes.

    Raises:
        NotPermitted: the actor is no approver, or wrote in the version.
        IllegalTransition: it does not wait for approval.
        Invalid: it is incomplete, or a test case fails.
    """
    require_approver(actor)
    version = lock_version(version_id)
    require_second_person(actor, made_by=version.made_by, authors=version.authors)
    if version.status != VersionStatus.WAITING:
        raise IllegalTransition(
            "catalogue.not_waiting",
            "Chỉ duyệt được phiên bản đang chờ duyệt.",
            "Only a version that waits for approval can be approved.",
            where=version.status,
        )
    if faults := blockers(version.content, calendar=current_calendar()):
        raise invalid_content(faults)
    version.status = VersionStatus.APPROVED
    version.approved_by = actor.id
    version.approved_at = at
    version.remark = ""
    version.save(update_fields=["status", "approved_by", "approved_at", "remark"])
    events.record(
        "version.approved", version.id, actor=actor, at=at, code=version.procedure_id, number=version.number
    )
    return version


def lock_version(version_id: UUID) -> ProcedureVersion:
    """Return a version, locked for the rest of the transaction.

    Raises:
        NotFound: there is none.
    """
    found = ProcedureVersion.objects.select_for_update().filter(id=version_id).first()
    if found is None:
        raise NotFound("catalogue.no_version", "Không thấy phiên bản này.", "There is no such version.")
    return found
