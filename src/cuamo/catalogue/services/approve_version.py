"""A second person approves a version."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import require_editor, require_second_person
from cuamo.catalogue.rules.content_check import faults_of, missing_for_filing
from cuamo.catalogue.services.draft_version import invalid_content
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, NotFound


@transaction.atomic
def approve_version(*, version_id: UUID, actor: Actor, at: datetime) -> ProcedureVersion:
    """Approve a draft that is complete enough to be filed (duyệt phiên bản); records `version.approved`.

    Raises:
        NotPermitted: the actor is no editor, or wrote the version.
        IllegalTransition: it is no draft.
        Invalid: it is incomplete.
    """
    require_editor(actor)
    version = lock_version(version_id)
    require_second_person(actor, made_by=version.made_by)
    if version.status != VersionStatus.DRAFT:
        raise IllegalTransition(
            "catalogue.not_draft",
            "Chỉ duyệt được bản nháp.",
            "Only a draft can be approved.",
            where=version.status,
        )
    if faults := faults_of(version.content) + missing_for_filing(version.content):
        raise invalid_content(faults)
    version.status = VersionStatus.APPROVED
    version.approved_by = actor.id
    version.approved_at = at
    version.save(update_fields=["status", "approved_by", "approved_at"])
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
