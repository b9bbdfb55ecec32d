"""Go back at once to what counted before."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import require_approver
from cuamo.catalogue.rules.readiness import information_only
from cuamo.catalogue.selectors.versions import version_of
from cuamo.catalogue.services.draft_version import next_number, procedure_of
from cuamo.catalogue.services.publish_version import replace_readable, show
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid


@transaction.atomic
def roll_back_version(*, version_id: UUID, reason: str, actor: Actor, at: datetime) -> ProcedureVersion:
    """Put the content of a replaced version in force again, today (khôi phục).

    A new version with the older content: two people answered for that content when it was published, they
    stay its author and approver. Who restored it, and why, is in the event `version.rolled_back`.

    Raises:
        NotPermitted: the actor is no approver.
        IllegalTransition: the version was never replaced.
        Invalid: no reason is given.
    """
    require_approver(actor)
    older = version_of(version_id)
    procedure = procedure_of(older.content)
    if older.status != VersionStatus.REPLACED:
        raise IllegalTransition(
            "catalogue.not_replaced",
            "Chỉ khôi phục được phiên bản đã bị thay.",
            "Only a replaced version can be restored.",
            where=older.status,
        )
    words = reason.strip()[:1000]
    if not words:
        raise Invalid(
            "catalogue.reason",
            "Ghi lý do khôi phục phiên bản cũ.",
            "Say why the older version is restored.",
            where="reason",
        )
    today = to_hanoi(at).date()
    replace_readable(procedure.code, valid_from=today)
    information = information_only(older.content) or not older.content.get("form", {}).get("sections")
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=next_number(procedure.code),
        status=VersionStatus.INFORMATION if information else VersionStatus.IN_FORCE,
        valid_from=today,
        content=older.content,
        content_sha256=older.content_sha256,
        source=older.source,
        confidence=older.confidence,
        made_by=older.made_by,
        made_at=at,
        authors=older.authors,
        approved_by=older.approved_by,
        approved_at=older.approved_at,
        based_on=older,
        remark=words,
        published_at=at,
    )
    show(version)
    events.record(
        "version.rolled_back",
        version.id,
        actor=actor,
        at=at,
        code=procedure.code,
        number=version.number,
        restored=older.number,
        reason=words,
    )
    return version
