"""Close a sign after it was looked at."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.services.note_late import unflag
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.text import nfc
from cuamo.organisation.policies import require_role
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role
from cuamo.oversight.models import Flag

MOST = 1000


@transaction.atomic
def close_flag(*, flag_id: UUID, inspector: Actor, why: str, at: datetime) -> Flag:
    """Close a sign with its reason (kết luận dấu hiệu); it stays in the list of what was closed.

    Raises:
        NotPermitted: the actor is no inspector.
        NotFound: there is none in their territory.
        Conflict: it is closed already.
        Invalid: no reason.
    """
    require_role(inspector, Role.INSPECTOR)
    flag = Flag.objects.select_for_update().filter(id=flag_id).first()
    if flag is None or not {flag.unit_code, flag.received_by} & set(units_under(inspector.unit_code)):
        raise NotFound("flag.unknown", "Không thấy dấu hiệu này.", "There is no such sign.")
    if flag.closed_at is not None:
        raise Conflict("flag.closed", "Dấu hiệu này đã được kết luận.", "This sign is closed already.")
    said = nfc(why).strip()[:MOST]
    if not said:
        raise Invalid(
            "flag.no_reason",
            "Cần ghi đã xem gì và kết luận thế nào.",
            "Say what was looked at and what it came to.",
            where="ket_luan",
        )
    flag.closed_at, flag.closed_by, flag.closed_why = at, inspector.as_json(), said
    flag.save(update_fields=["closed_at", "closed_by", "closed_why"])
    if not Flag.objects.filter(dossier_id=flag.dossier_id, closed_at=None).exists():
        unflag(flag.dossier_id, "sign")
    events.record(
        "flag.closed", flag.id, actor=inspector, at=at, kind=flag.kind, dossier=str(flag.dossier_id)
    )
    return flag
