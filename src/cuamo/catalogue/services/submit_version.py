"""Hand a draft over for approval, or take it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.rules.readiness import blockers
from cuamo.catalogue.services.approve_version import lock_version
from cuamo.catalogue.services.draft_version import invalid_content
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition
from cuamo.kernel.selectors.calendar import current_calendar


@transaction.atomic
def submit_version(*, version_id: UUID, actor: Actor, at: datetime) -> ProcedureVersion:
    """Ask for approval of a draft (trình duyệt); its content rests from here on. Records `version.submitted`.

    Raises:
        NotPermitted: the actor is no editor.
        IllegalTransition: it is no draft.
        Invalid: it is incomplete, or a test case fails.
    """
    require_editor(actor)
    version = lock_version(version_id)
    if version.status != VersionStatus.DRAFT:
        raise IllegalTransition(
            "catalogue.not_draft",
            "Chỉ trình duyệt được bản nháp.",
            "Only a draft can be submitted.",
            where=version.status,
        )
    if faults := blockers(version.content, calendar=current_calendar()):
        raise invalid_content(faults)
    version.status = VersionStatus.WAITING
    version.submitted_by, version.submitted_at, version.remark = actor.id, at, ""
    version.save(update_fields=["status", "submitted_by", "submitted_at", "remark"])
    events.record(
        "version.submitted", version.id, actor=actor, at=at, code=version.procedure_id, number=version.number
    )
    return version


@transaction.atomic
def take_back_version(*, version_id: UUID, actor: Actor, at: datetime) -> ProcedureVersion:
    """Make a submitted version a draft again before anybody approved it; records `version.taken_back`.

    Raises:
        NotPermitted: the actor is no editor.
        IllegalTransition: it does not wait for approval.
    """
    require_editor(actor)
    version = lock_version(version_id)
    if version.status != VersionStatus.WAITING:
        raise IllegalTransition(
            "catalogue.not_waiting",
            "Chỉ rút lại được phiên bản đang chờ duyệt.",
            "Only a version that waits for approval can be taken back.",
            where=version.status,
        )
    version.status = VersionStatus.DRAFT
    version.save(update_fields=["status"])
    events.record(
        "version.taken_back", version.id, actor=actor, at=at, code=version.procedure_id, number=version.number
    )
    return version
