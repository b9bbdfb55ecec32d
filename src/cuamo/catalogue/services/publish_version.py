"""Put an approved version in force; the one before it is replaced."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.policies import require_editor
from cuamo.catalogue.services.approve_version import lock_version
from cuamo.catalogue.services.draft_version import facts_of
from cuamo.catalogue.services.index_search import index_procedures
from cuamo.catalogue.states import READABLE, VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition


@transaction.atomic
def publish_version(*, version_id: UUID, valid_from: date, actor: Actor, at: datetime) -> ProcedureVersion:
    """Put an approved version in force from a day on (công bố); records `version.published`.

    Dossiers received before keep the version they were received under.

    Raises:
        NotPermitted: the actor is no editor.
        IllegalTransition: it is not approved.
    """
    require_editor(actor)
    version = lock_version(version_id)
    if version.status != VersionStatus.APPROVED:
        raise IllegalTransition(
            "catalogue.not_approved",
            "Phiên bản cần được người thứ hai duyệt trước.",
            "A second person must approve the version first.",
            where=version.status,
        )
    replace_readable(version.procedure_id, valid_from=valid_from)
    version.status = VersionStatus.IN_FORCE
    version.valid_from = valid_from
    version.save(update_fields=["status", "valid_from"])
    Procedure.objects.filter(code=version.procedure_id).update(**facts_of(version.content), can_be_filed=True)
    index_procedures([version.procedure_id])
    events.record(
        "version.published",
        version.id,
        actor=actor,
        at=at,
        code=version.procedure_id,
        number=version.number,
        valid_from=valid_from.isoformat(),
    )
    return version


def replace_readable(code: str, *, valid_from: date) -> None:
    """End every readable version of a procedure the day before another takes its place."""
    ProcedureVersion.objects.filter(
        procedure_id=code, status__in=[status.value for status in READABLE], valid_to__isnull=True
    ).update(status=VersionStatus.REPLACED, valid_to=valid_from - timedelta(days=1))
