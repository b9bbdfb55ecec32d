"""The approver does not approve: back to the editors, with the reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import require_approver
from cuamo.catalogue.services.approve_version import lock_version
from cuamo.catalogue.states import VersionStatus
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid

MOST_REASON = 1000


@transaction.atomic
def send_back_version(*, version_id: UUID, reason: str, actor: Actor, at: datetime) -> ProcedureVersion:
    """Send a version that waits, or is approved and not yet published, back as a draft (trả lại).

    Records `version.sent_back` with the reason, which stands at the top of the editor.

    Raises:
        NotPermitted: the actor is no approver.
        IllegalTransition: it neither waits nor is approved.
        Invalid: no reason is given.
    """
    require_approver(actor)
    version = lock_version(version_id)
    if version.status not in {VersionStatus.WAITING, VersionStatus.APPROVED}:
        raise IllegalTransition(
            "catalogue.not_waiting",
            "Chỉ trả lại được phiên bản đang chờ duyệt hoặc đã duyệt mà chưa công bố.",
            "Only a version that waits, or is approved and unpublished, can be sent back.",
            where=version.status,
        )
    words = reason.strip()[:MOST_REASON]
    if not words:
        raise Invalid(
            "catalogue.reason",
            "Ghi lý do trả lại để người soạn biết phải sửa gì.",
            "Say why, so that the author knows what to mend.",
            where="reason",
        )
    version.status, version.remark = VersionStatus.DRAFT, words
    version.approved_by, version.approved_at = "", None
    version.save(update_fields=["status", "remark", "approved_by", "approved_at"])
    events.record(
        "version.sent_back",
        version.id,
        actor=actor,
        at=at,
        code=version.procedure_id,
        number=version.number,
        reason=words,
    )
    return version
