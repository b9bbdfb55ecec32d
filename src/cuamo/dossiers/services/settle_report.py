"""A PC that will never report again is no longer watched, with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import DeviceReport
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.kernel.text import nfc
from cuamo.organisation.policies import require_role, require_within
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.types import Role

SETTLERS = (Role.COORDINATOR, Role.BUSINESS_ADMIN)
SHORTEST, LONGEST = 10, 500


@transaction.atomic
def settle_report(*, report_id: UUID, reason: str, officer: Actor, at: datetime) -> DeviceReport:
    """Stop counting what waits on a PC that is broken or lost (ngừng theo dõi máy). Records `device.settled`.

    Nothing is removed: should the PC speak again, its items count again, as old as they are. A second time
    changes nothing.

    Args:
        reason: what happened to the PC and to what was on it, for example that people were called back.
    Raises:
        NotPermitted: neither a coordinator nor the business administrator, or another operator's point.
        NotFound: there is no such report. Invalid: no reason that says something.
    """
    require_role(officer, *SETTLERS)
    report = DeviceReport.objects.select_for_update().filter(id=report_id).first()
    if report is None:
        raise NotFound("device.no_report", "Không thấy máy này.", "There is no such PC.")
    require_within(report.agency_code, units_under(officer.unit_code))
    said = nfc(reason)[:LONGEST]
    if len(said) < SHORTEST:
        raise Invalid(
            "device.no_reason",
            "Ghi rõ máy ra sao và hồ sơ trên máy đã xử lý thế nào.",
            "Say what happened to the PC and what was done about the dossiers on it.",
            where="reason",
            hint_vi="Ví dụ: ổ đĩa hỏng, đã gọi 2 người làm lại hồ sơ.",
            hint_en="For example: disk broken, both people were called and filed again.",
        )
    if report.unsent == 0:
        return report
    before = report.unsent
    report.unsent, report.oldest_since = 0, None
    report.told_point_at, report.told_network_at = None, None
    report.save(update_fields=["unsent", "oldest_since", "told_point_at", "told_network_at"])
    events.record(
        "device.settled",
        report.id,
        actor=officer,
        at=at,
        agency=report.agency_code,
        clerk=report.clerk_id,
        device=str(report.device),
        unsent=before,
        reason=said,
    )
    return report
