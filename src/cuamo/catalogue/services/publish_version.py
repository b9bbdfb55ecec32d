"""Put an approved version in force; the one before it is replaced."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cuamo.catalogue.models import Procedure, ProcedureVersion
from cuamo.catalogue.policies import require_approver
from cuamo.catalogue.rules.readiness import information_only
from cuamo.catalogue.services.approve_version import lock_version
from cuamo.catalogue.services.draft_version import facts_of
from cuamo.catalogue.services.index_search import index_procedures
from cuamo.catalogue.states import READABLE, VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def publish_version(*, version_id: UUID, valid_from: date, actor: Actor, at: datetime) -> ProcedureVersion:
    """Put an approved version in force from a day on (công bố); records `version.published`.

    Dossiers received before keep the version they were received under. Names, search and "can be filed"
    follow on the day itself (`bring_into_force`). A procedure for information stays one.

    Raises:
        NotPermitted: the actor is no approver.
        IllegalTransition: it is not approved.
        Invalid: the day has passed.
    """
    require_approver(actor)
    version = lock_version(version_id)
    if version.status != VersionStatus.APPROVED:
        raise IllegalTransition(
            "catalogue.not_approved",
            "Phiên bản cần được người thứ hai duyệt trước.",
            "A second person must approve the version first.",
            where=version.status,
        )
    today = to_hanoi(at).date()
    if valid_from < today:
        raise Invalid(
            "catalogue.past",
            f"Ngày có hiệu lực {valid_from:%d/%m/%Y} đã qua. Chọn hôm nay hoặc ngày sau.",
            f"The day {valid_from:%d/%m/%Y} has passed. Choose today or later.",
            where="valid_from",
        )
    replace_readable(version.procedure_id, valid_from=valid_from)
    information = information_only(version.content)
    version.status = VersionStatus.INFORMATION if information else VersionStatus.IN_FORCE
    version.valid_from, version.published_at = valid_from, at
    version.save(update_fields=["status", "valid_from", "published_at"])
    if valid_from <= today:
        show(version)
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


@transaction.atomic
def bring_into_force(*, on: date) -> int:
    """Let names, search and lists follow the versions whose day has come; a second run changes nothing.

    Returns how many versions begin on that day.
    """
    begun = ProcedureVersion.objects.filter(
        valid_from=on, valid_to__isnull=True, status__in=[status.value for status in READABLE]
    )
    versions = list(begun.order_by("procedure_id", "number"))
    for version in versions:
        show(version)
    return len(versions)


def show(version: ProcedureVersion) -> None:
    """Let the list of procedures and the search say what this version says."""
    can_be_filed = version.status == VersionStatus.IN_FORCE
    Procedure.objects.filter(code=version.procedure_id).update(
        **facts_of(version.content), can_be_filed=can_be_filed
    )
    index_procedures([version.procedure_id])


def replace_readable(code: str, *, valid_from: date) -> None:
    """End every readable version of a procedure the day before another takes its place."""
    readable_now(code).update(status=VersionStatus.REPLACED, valid_to=valid_from - timedelta(days=1))


def readable_now(code: str) -> QuerySet[ProcedureVersion]:
    """Return the readable versions of a procedure that nothing has replaced."""
    return ProcedureVersion.objects.filter(
        procedure_id=code, status__in=[status.value for status in READABLE], valid_to__isnull=True
    ).defer("content")
